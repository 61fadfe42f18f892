export {toJUnit, unfinishedJUnit} from './junit.ts';
