import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { create } from 'tar';
import type { NpmOptions } from '../../../src/engine/dataset/npmConfiguration';

/** How the tarball is delivered: as it should be, or as a bad network, a bad registry or a bad person would. */
export type Delivery = 'whole' | 'cutOff' | 'silentAtHalf' | 'silentAtOnce' | 'slow' | 'wrongHash' | 'noSuchPackage' | 'noSuchVersion';

/**
 * Stands in for an npm registry, on loopback: one package in one version, whose tarball it delivers well or badly.
 * It speaks the two requests that fetching a tarball takes: the package's document, and the tarball.
 */
export class StandInRegistry {
  delivery: Delivery = 'whole';
  tarballRequests = 0;
  readonly authorizations: (string | undefined)[] = [];

  private constructor(
    private readonly server: Server,
    private readonly name: string,
    private readonly version: string,
    public tarball: Buffer,
  ) {}

  private port = 0;

  static async start(name: string, version: string, tarball: Buffer): Promise<StandInRegistry> {
    const server = createServer();
    const registry = new StandInRegistry(server, name, version, tarball);
    server.on('request', (request, response) => registry.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    registry.port = (server.address() as AddressInfo).port;
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  get npm(): NpmOptions {
    return { registry: this.url };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.authorizations.push(request.headers.authorization);
    if (this.delivery === 'noSuchPackage') response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    else if (request.url === `/${this.name}`) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.document()));
    else this.deliver(response);
  }

  private document(): unknown {
    const { name, tarball } = this;
    const version = this.delivery === 'noSuchVersion' ? '0.0.1' : this.version;
    const hashed = this.delivery === 'wrongHash' ? Buffer.concat([tarball, Buffer.from('!')]) : tarball;
    const integrity = `sha512-${createHash('sha512').update(hashed).digest('base64')}`;
    const dist = { tarball: `${this.url}${name}/-/${name}.tgz`, integrity };
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } };
  }

  private deliver(response: ServerResponse): void {
    const { tarball } = this;
    this.tarballRequests += 1;
    if (this.delivery === 'silentAtOnce') return;
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': tarball.length });
    const half = tarball.subarray(0, tarball.length / 2);
    if (this.delivery === 'cutOff') response.write(half, () => setTimeout(() => response.destroy(), 50));
    else if (this.delivery === 'silentAtHalf') response.write(half);
    else if (this.delivery === 'slow') {
      response.write(half);
      setTimeout(() => response.end(tarball.subarray(half.length)), 1500);
    } else response.end(tarball);
  }
}

/** A package's tarball, of files in a folder. */
export async function tarballOf(folder: string, files: readonly string[]): Promise<Buffer> {
  const file = path.join(folder, 'package.tgz');
  await create({ gzip: true, file, cwd: folder, portable: true }, [...files]);
  return readFile(file);
}
