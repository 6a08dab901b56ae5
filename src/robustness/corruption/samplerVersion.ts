/**
 * Changes whenever any address would give other bytes: runs of different versions are not mixed. The golden digests in
 * test/unit/robustness/corruption guard it.
 */
export const samplerVersion = '1';
