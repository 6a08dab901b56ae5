/** From nearly white to dark blue, lighter to darker in even steps (ColorBrewer "Blues"), so that print and colour blindness do no harm. */
const stops = [
  [247, 251, 255],
  [222, 235, 247],
  [198, 219, 239],
  [158, 202, 225],
  [107, 174, 214],
  [66, 146, 198],
  [33, 113, 181],
  [8, 81, 156],
  [8, 48, 107],
] as const;

function heat(share: number): readonly [number, number, number] {
  const place = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const below = stops[Math.floor(place)] ?? stops[0];
  const above = stops[Math.ceil(place)] ?? below;
  const part = place - Math.floor(place);
  return [0, 1, 2].map((channel) => Math.round((below[channel] ?? 0) + part * ((above[channel] ?? 0) - (below[channel] ?? 0)))) as unknown as [number, number, number];
}

/** The colour of an error in [0, 1]. */
export function heatColour(error: number): string {
  return `rgb(${heat(error).join(',')})`;
}

/** Black or white, whichever stands out more from the error's colour: at least 4.5 to 1 (WCAG 2, 1.4.3). */
export function inkOn(error: number): string {
  const light = luminance(heat(error));
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? '#000000' : '#ffffff';
}

/** Relative luminance of a colour in sRGB (WCAG 2). */
export function luminance(colour: readonly [number, number, number]): number {
  const [red, green, blue] = colour.map((level) => {
    const share = level / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
