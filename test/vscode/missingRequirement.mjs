/** Says what is missing on this machine and what a person can do about it. */
export class MissingRequirement extends Error {
  name = 'MissingRequirement';
}
