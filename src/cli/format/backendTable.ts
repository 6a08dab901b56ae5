import type { BackendFinding } from '../../engine/backend/doctor';
import type { TableColumn } from './table';

export const backendColumns: readonly TableColumn[] = [{ title: 'Backend' }, { title: 'State' }, { title: 'What computes' }, { title: 'Versions' }];

/** One row a backend, best first. */
export function backendRows(findings: readonly BackendFinding[]): readonly (readonly string[])[] {
  return findings.map((finding) => {
    if (finding.state !== 'works') {
      return [finding.name, finding.state === 'fails' ? 'does not work' : 'not installed', finding.summary, ''];
    }
    const { device, versions } = finding.description;
    const state = finding.isChosen ? 'works, chosen by auto' : 'works';
    return [finding.name, state, device, Object.entries(versions).map(([part, version]) => `${part} ${version}`).join(', ')];
  });
}

/** Why each backend that does not work does not, and what to do about it; empty where all of them work. */
export function backendAdvice(findings: readonly BackendFinding[]): string {
  return findings
    .flatMap((finding) => (finding.state === 'works' ? [] : [`${finding.name}: ${finding.problem.code}: ${finding.problem.happened}\n  ${finding.problem.action}\n`]))
    .join('');
}
