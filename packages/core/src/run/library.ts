import {createHash} from 'node:crypto';

import type {z} from 'zod';

import {compileMapping} from '../decide/mapping/mapping.ts';
import {SettingError} from '../model/errors.ts';
import type {Run} from '../model/run.ts';
import {overridesSchema, peopleSchema, policySchema, resolvePolicy} from '../model/settings.ts';
import type {Target} from '../model/target.ts';
import {exitCodeOf} from './exit-codes.ts';
import type {SyncOptions, TargetSetup} from './options.ts';
import {createRecorder} from './recorder.ts';
import {runSync} from './sync.ts';

type Written<Schema extends z.ZodType> = Readonly<z.input<Schema>>;

/** A system to keep in step. Beside these three, every key of a target's policy as docs/config.md has it, with the same defaults: `leavers`, `guards`, `protected`, … */
export interface SyncTarget extends Written<typeof policySchema> {
	/** As reports and `allow` call it; unique. */
	readonly name: string;
	/** The system, or how it is opened; it is closed after its part of the run. */
	readonly target: Target | (() => Target | Promise<Target>);
	/** What slack-im manages of an account, by name: a value, a template such as `{{ email }}`, or a function of the person. */
	readonly attributes: NonNullable<Written<typeof policySchema>['attributes']>;
}

/** Options of {@link sync}. */
export interface LibraryOptions extends Pick<SyncOptions, 'source' | 'channel' | 'only' | 'person' | 'allow' | 'grace' | 'onEvent'> {
	readonly targets: readonly SyncTarget[];
	/** Who is in. @default everybody but bots, guests, and people who are deleted or unconfirmed */
	readonly people?: Written<typeof peopleSchema>;
	/** Values for single people, by e-mail or Slack id. */
	readonly overrides?: Written<typeof overridesSchema>;
	/** Plans only; nothing is written. @default false */
	readonly dryRun?: boolean;
	/** Stops the run. @default never */
	readonly signal?: AbortSignal;
}

const parsed = <Schema extends z.ZodType>(schema: Schema, value: unknown, path: readonly string[]): z.output<Schema> => {
	const {success, data, error} = schema.safeParse(value);
	if (success) return data;
	const [issue] = error.issues;
	const place = [...path, ...(issue?.path ?? []).map(part => (typeof part === 'number' ? part : String(part)))];
	throw new SettingError(place, `${place.join('.')}: ${issue?.message ?? 'cannot be used'}`);
};

const setupOf = ({name, target, ...written}: SyncTarget, overrides: z.output<typeof overridesSchema>): TargetSetup => {
	const path = ['targets', name];
	const policy = resolvePolicy(parsed(policySchema, written, path), {match: ['email']});
	return {
		name,
		type: 'library',
		address: '',
		policy,
		mapping: compileMapping(policy.attributes, {overrides, path: [...path, 'attributes']}),
		digest: createHash('sha256').update(JSON.stringify(written)).digest('hex'),
		open: typeof target === 'function' ? target : () => target,
	};
};

/**
Keeps systems in step with a source: reads it once, then plans, guards, applies and verifies each target.

@returns The whole run, `exitCode` included: 0 says that every target shows what it should. What Slack or a target does wrong is in there.
@throws a `SettingError` that names the place, where the options cannot be used. Nothing was read or written then.
*/
export const sync = async ({targets, people = {}, overrides = {}, dryRun = false, signal, ...options}: LibraryOptions): Promise<Run> => {
	const values = parsed(overridesSchema, overrides, ['overrides']);
	const recorder = createRecorder({command: 'sync', dryRun, toolVersion: 'library'}, () => new Date());
	await runSync({
		...options,
		people: parsed(peopleSchema, people, ['people']),
		targets: targets.map(target => setupOf(target, values)),
		signal: signal ?? new AbortController().signal,
		recorder,
	});
	recorder.finish(exitCodeOf(recorder.run()));
	return recorder.run();
};
