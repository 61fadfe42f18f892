/*
What others may import, name by name. Four blocks: the engine, the contract of a target and of a source, the model, the settings.
*/

// The engine: a run, and what it is made from
export {sync, type LibraryOptions, type SyncTarget} from './run/library.ts';
export {runSync} from './run/sync.ts';
export {runApply, type ApplyFileOptions} from './run/apply-file.ts';
export {explain, type ExplainOptions, type Explanation, type TargetExplanation} from './run/explain.ts';
export {exitCodeOf, exitOf, signalExit, worstExit} from './run/exit-codes.ts';
export type {CommonOptions, RunEvent, SyncOptions, TargetSetup} from './run/options.ts';
export {createRecorder, type Recorder, type RunHeader} from './run/recorder.ts';
export {createPlanFile, planDigest, PlanFileError, readPlanFile, writePlanFile, type PlanFile} from './run/plan-file.ts';
export {notReadable} from './run/plan-target.ts';
export {readPeople, type People} from './read/people.ts';
export {readIdentities} from './read/identities.ts';
export {classifier, needsOf, scopeClassifier} from './decide/classify.ts';
export {compileMapping, type Mapping} from './decide/mapping/mapping.ts';
export {checkOverrides, sameAsOf} from './decide/mapping/overrides.ts';
export {shownNames} from './decide/protection.ts';
export {allowancesFor, liftableGuards, type Allowance} from './decide/guard.ts';
export {dueTargets, nextTicks, parseInstant, type Schedule} from './decide/schedule.ts';

// A target and a source: what an adapter is written against
export {
	carriersOf,
	foundAccounts,
	TargetError,
	type Account,
	type Call,
	type Change,
	type Draft,
	type Found,
	type Keys,
	type Target,
	type TargetErrorKind,
} from './model/target.ts';
export type {Reading, Source} from './model/source.ts';
export {slackSource, type SlackSourceOptions} from './read/slack/source.ts';
export {slackPoster} from './read/slack/poster.ts';
export {snapshotSource, writeSnapshot} from './read/snapshot.ts';
export {linesOf} from './read/lines.ts';
export {compileTemplate, isTemplate, type CompiledTemplate} from './decide/template/template.ts';
export type {TemplateVariables, VariablePath} from './decide/template/variables.ts';

// The model: people, plans, runs, errors, and the rules of values
export type {Identity} from './model/identity.ts';
export type {Member} from './model/member.ts';
export {reasons, type Reason, type Verdict} from './model/verdict.ts';
export type {
	Conflict,
	Create,
	Deactivate,
	Decide,
	Delete,
	ErrorInfo,
	GuardedPlan,
	GuardName,
	GuardResult,
	Noop,
	Operation,
	Orphan,
	Outcome,
	Person,
	Plan,
	Reactivate,
	Skip,
	Update,
	Verb,
} from './model/plan.ts';
export type {ExitCode, Run, SourceReport, TargetReport} from './model/run.ts';
export {errorInfo, errorKind, SettingError, SourceError} from './model/errors.ts';
export {by, compare} from './model/compare.ts';
export {sameValue} from './model/equal.ts';
export {key, keyText, sameText, type Key} from './model/key.ts';
export {hasKey, lookupIn} from './model/lookup.ts';
export type {Json} from './model/json.ts';
export {isSlip, nearest} from './model/nearest.ts';
export {ownField} from './model/record.ts';
export {isCredentialName, soundsSecret, variableSoundsSecret, wordsOf} from './model/secrecy.ts';

// The settings: their schemas and types, as a config holds them
export {
	attributeSchema,
	durationSchema,
	overrideNames,
	overridesSchema,
	peopleSchema,
	policySchema,
	policyShape,
	resolvePolicy,
	scopeSchema,
	sourceSchema,
	verbs,
	type AttributeFunction,
	type Overrides,
	type PeopleRules,
	type Policy,
	type PolicyDefaults,
} from './model/settings.ts';
