import { types } from 'node:util';

/**
 * Importing this makes Node's own errors instances of a test file's `Error`, as they are outside jest.
 * Without it the SDK wraps a socket's error as a foreign object, and its code is lost.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, candidate: unknown): boolean {
    if (this === Error && types.isNativeError(candidate)) return true;
    return Function.prototype[Symbol.hasInstance].call(this as () => void, candidate);
  },
});
