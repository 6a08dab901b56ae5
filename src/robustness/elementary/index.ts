import stdlibExp from '@stdlib/math-base-special-exp';
import stdlibLn from '@stdlib/math-base-special-ln';
import stdlibPow from '@stdlib/math-base-special-pow';

/*
 * Elementary functions made of + - * / and bit operations alone (FreeBSD msun and Cephes algorithms in @stdlib), so
 * that they return the same bits in every JavaScript engine. Math.log, Math.exp and Math.pow may differ in the last bit.
 */

/** Natural logarithm of x >= 0; -Infinity at 0. Error below 1 ulp. */
export const ln: (x: number) => number = stdlibLn;

/** e to the x. Error below 1 ulp. */
export const exp: (x: number) => number = stdlibExp;

/** x to the y. Error below 1 ulp. */
export const pow: (x: number, y: number) => number = stdlibPow;
