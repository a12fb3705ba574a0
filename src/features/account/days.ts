const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `4 Mar 2026`. */
export function formatDay(ms: number): string {
  return day.format(ms);
}

/** `2026-03-04 12:34:56`, in the reader's time zone. */
export function formatMoment(ms: number): string {
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace("T", " ");
}
