/** Waiting for a message event. */
import type { SubscriptionKind } from '../subscriptions.ts';

/** The message kind. */
export const messageSubscriptions: SubscriptionKind = { prepare: () => () => {}, close: () => {} };
