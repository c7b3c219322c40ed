export { type Cloud, type CloudOptions, startCloud } from './cloud.ts';
