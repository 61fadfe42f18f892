/** Everything that a command does once it is known what is asked for. Loaded only then: it is nine tenths of the program. */
export {configJsonSchema} from '@slack-im/config';
export {examine} from './doctor/index.ts';
export {runApplyFile} from './session/apply.ts';
export {explainPerson} from './session/explain.ts';
export {writeInitFiles} from './session/init.ts';
export {listMembers} from './session/members.ts';
export {runSnapshot} from './session/snapshot.ts';
export {runSyncOrPlan} from './session/sync.ts';
export {listTargets} from './session/targets.ts';
export {reportUsageError} from './session/usage-error.ts';
