// What may hold demand back before jobs are activated, so that they stay in the broker instead of burning their lease here.

/** Holds back the demand of a lane or a source. All figures in jobs. */
export interface Valve {
  /** How many more jobs may be asked for now; Infinity when it does not care. */
  allowance(): number;
  /** When `allowance` will next be at least 1 by itself, in milliseconds from now; undefined when only a poke can tell. */
  opensInMs?(): number | undefined;
  /** True while what streams were asked for, but have not brought, shall be taken back too; absent: it stays asked for. */
  recalls?(): boolean;
  /** `jobs` have been asked for. */
  reserve?(jobs: number): void;
  /** `jobs` of the reserved ones will not come. */
  refund?(jobs: number): void;
  /** Calls back when the allowance may have grown; the gate sets it. */
  onChange?(listener: () => void): void;
}
