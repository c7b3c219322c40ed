export { UNIT_PRICES as PRICES } from '../core/schedule/price.ts';
