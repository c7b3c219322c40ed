import { describeKit } from './engines.ts';

describe('the kit for tests, on the embedded cloud', () => describeKit('embedded'));
