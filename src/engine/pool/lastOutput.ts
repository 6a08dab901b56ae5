import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Bytes kept: enough for a native library's last words. */
const kept = 8192;

/** The last words of a process, on stdout and stderr together: what explains a crash that sent no error. */
export class LastOutput {
  #text = '';
  readonly #streams: Readable[] = [];

  listen(stream: Readable | null): void {
    if (stream === null) return;
    this.#streams.push(stream);
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (this.#text = (this.#text + text).slice(-kept)));
  }

  /** Once all of it has been read. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#streams.map((stream) => finished(stream)));
  }

  /** The line that says most: one that speaks of memory or an error, else the last one. */
  lastLine(): string | undefined {
    const lines = this.#text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^(at |node:|Node\.js v|\^)/.test(line));
    const telling = lines.findLast((line) => memory.test(line)) ?? lines.findLast((line) => /error|fatal/i.test(line)) ?? lines.at(-1);
    return telling?.slice(0, 300);
  }

  mentionsMemory(): boolean {
    return memory.test(this.#text);
  }
}

const memory = /out of memory|heap limit|bad_alloc|OOM|allocation failed|cannot allocate memory/i;
