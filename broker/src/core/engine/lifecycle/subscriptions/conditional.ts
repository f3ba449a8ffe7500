/** Waiting for a conditional event. */
import type { SubscriptionKind } from '../subscriptions.ts';

/** The conditional kind. */
export const conditionalSubscriptions: SubscriptionKind = { prepare: () => () => {}, close: () => {} };
