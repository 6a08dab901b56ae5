/** 0.25 is "25 %". */
export const percentTick = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** An epsilon in little room: 200,000 is "200k". */
export function epsilonTick(epsilon: number): string {
  if (epsilon >= 1e6) return `${Number((epsilon / 1e6).toPrecision(3))}M`;
  if (epsilon >= 1e4) return `${Number((epsilon / 1e3).toPrecision(3))}k`;
  return String(Number(epsilon.toPrecision(3)));
}
