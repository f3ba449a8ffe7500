/** ISO 8601 durations of fixed length: weeks, days, hours, minutes, seconds. Years and months have none and are no durations here. */

const PATTERN = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const UNITS_MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000] as const;

/** Milliseconds of a duration such as `PT3H` or `P1DT30M`; undefined when the text is none. */
export function isoDurationMs(text: string): number | undefined {
  const parts = PATTERN.exec(text);
  if (parts === null || /[PT]$/.test(text)) return undefined;
  return Math.round(UNITS_MS.reduce((sum, unitMs, index) => sum + Number(parts[index + 1] ?? 0) * unitMs, 0));
}
