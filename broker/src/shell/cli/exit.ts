/** Exit codes of `millrace`. */
export const EXIT = {
  done: 0,
  /** It could not be done. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  calledWrongly: 2,
} as const;
