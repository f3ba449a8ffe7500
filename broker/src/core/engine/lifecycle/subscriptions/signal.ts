/** Waiting for a signal event. */
import type { SubscriptionKind } from '../subscriptions.ts';

/** The signal kind. */
export const signalSubscriptions: SubscriptionKind = { prepare: () => () => {}, close: () => {} };
