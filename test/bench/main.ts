// `npm run bench`: measures, prints the tables and writes them into docs/benchmarks.md. With names, only those sections.
import { formatTable } from '../../src/cli/format/table';
import { augmentationSection } from './augmentationSection';
import { head, lines, writeSection } from './benchmarkPage';
import { evaluationSection, scalingSection } from './evaluationSection';
import { extensionSection } from './extensionSection';
import type { Section } from './measurement';
import { memorySection } from './memorySection';
import { previewSection } from './previewSection';
import { samplingSection, writingSection } from './samplingSection';
import { trainingSection } from './trainingSection';
import { separationSection } from './separationSection';

const sections: Readonly<Record<string, () => Section | Promise<Section>>> = {
  sampling: samplingSection,
  writing: writingSection,
  augmentation: augmentationSection,
  evaluation: evaluationSection,
  scaling: scalingSection,
  training: trainingSection,
  memory: memorySection,
  extension: extensionSection,
  preview: previewSection,
  separation: separationSection,
};

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !Object.hasOwn(sections, name));
  if (unknown.length > 0) throw new Error(`There is no section ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}.`);
  for (const [name, measure] of Object.entries(sections)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const section = await measure();
    writeSection(section);
    console.log(`\n${section.title}\n${formatTable(head.map((title, i) => ({ title, align: i === 1 || i === 3 ? 'right' as const : 'left' as const })), lines(section))}`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
