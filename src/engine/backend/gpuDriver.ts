import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where the NVIDIA driver leaves its mark: Linux, WSL, Windows. No CUDA exists for macOS. */
const marks = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'];

/** Whether an NVIDIA driver is on this machine: told by its files, since asking the driver needs the backend. */
export function hasNvidiaDriver(): boolean {
  if (process.platform === 'win32') {
    return existsSync(path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'nvcuda.dll'));
  }
  return marks.some((mark) => existsSync(mark));
}
