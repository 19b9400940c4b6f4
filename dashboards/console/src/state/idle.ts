/** Whether nobody has done anything for so many minutes; times in milliseconds. */
export function isIdle(touched: number, now: number, minutes: number): boolean {
  return now - touched >= minutes * 60_000;
}
