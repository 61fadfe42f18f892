export type {Config, ConfigTarget} from './config.ts';
export {secretsOfEnvironment, shortestSecret} from './fill/secrecy.ts';
export {type JsonSchema, configJsonSchema, membersOf, writtenJsonSchema} from './json-schema.ts';
export {type LoadOptions, loadConfig} from './load.ts';
export {candidatesIn} from './read/find.ts';
export {configErrorInfo, formatConfigError, isConfigError} from './say/error.ts';
export {printable} from './say/printable.ts';
export {policyKeys, wrongTargetName} from './schema/written.ts';
