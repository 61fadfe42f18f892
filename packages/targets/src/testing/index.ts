export type {Check} from './check.ts';
export {startFaultProxy, type FaultKind, type FaultProxy, type Faults} from './faults.ts';
export {checkTarget, contract, type CheckResult} from './run.ts';
export type {Connect, TestSystem} from './system.ts';
export {contractTable, type Results} from './table.ts';
export {contractResults, testTarget} from './test-target.ts';
