// Deficit round robin over who waits for credits; a pure calculation, but for the deficits it leaves on the claims.

/** Somebody who wants credits. */
export interface Claim {
  /** Credits it may take per round, relative to others, above 0. */
  readonly share: number;
  /** Credits it is owed from earlier rounds. */
  deficit: number;
  /** Number of the round that last gave it something; who was served longest ago comes first. */
  served: number;
}

/** What is to be shared, and how to ask a claim. */
export interface ShareOptions<C> {
  /** Free credits. */
  readonly free: number;
  /** Number of this round, growing. */
  readonly round: number;
  /** Credits one job of the claim costs, at least 1. */
  weightOf(claim: C): number;
  /** Jobs the claim wants, 0 or more. */
  wantOf(claim: C): number;
}

/**
 * Shares the free credits out and answers jobs per claim, for those that get any.
 * A heavy claim whose turn it is, but whose job does not fit into what is free, keeps the rest back: otherwise light ones would starve it.
 */
export function shareOut<C extends Claim>(claims: readonly C[], options: ShareOptions<C>): Map<C, number> {
  const grants = new Map<C, number>();
  const wanting = claims.filter((claim) => options.wantOf(claim) >= 1);
  const only = wanting[0];
  if (options.free < 1) return grants;
  if (wanting.length === 1 && only) {
    const jobs = Math.min(options.wantOf(only), Math.floor(options.free / options.weightOf(only)));
    if (jobs >= 1) grants.set(only, jobs);
    return grants;
  }
  wanting.sort((a, b) => a.served - b.served);
  let free = options.free;
  const open = new Map(wanting.map((claim) => [claim, options.wantOf(claim)]));
  const scale = 1 / Math.max(...wanting.map((claim) => claim.share));
  // Each round pays the largest share at least one credit, so no claim waits longer than its weight over its share in rounds.
  while (open.size > 0 && free > 0) {
    for (const claim of wanting) {
      if (!open.has(claim)) continue;
      const weight = options.weightOf(claim);
      claim.deficit = Math.min(claim.deficit + claim.share * scale, weight * 2);
      while (claim.deficit >= weight) {
        if (free < weight) return grants;
        free -= weight;
        claim.deficit -= weight;
        claim.served = options.round;
        grants.set(claim, (grants.get(claim) ?? 0) + 1);
        const want = (open.get(claim) ?? 0) - 1;
        open.set(claim, want);
        if (want < 1) {
          open.delete(claim);
          claim.deficit = 0;
          break;
        }
      }
    }
  }
  return grants;
}
