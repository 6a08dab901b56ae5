/** Colours and letters of figures in files: dark on white, readable in print and without colour vision. */
export const paper = {
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif',
  background: '#ffffff',
  text: '#1a1a1a',
  faint: '#595959',
  line: '#0b5cad',
  band: '#0b5cad',
  second: '#b3430b',
  reference: '#6b6b6b',
  shade: '#000000',
} as const;
