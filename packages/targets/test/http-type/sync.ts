import {
	compileMapping,
	createRecorder,
	type ExitCode,
	exitCodeOf,
	type Member,
	type Outcome,
	policySchema,
	policyShape,
	resolvePolicy,
	type Run,
	runSync,
	type Source,
	type TargetReport,
} from '@slack-im/core';
import {parse} from 'yaml';

import {httpFactory} from '../../src/http/client.ts';
import {targetTypes} from '../../src/registry.ts';
import type {TargetType} from '../../src/type.ts';

/** A person of Slack, `ada` being U0ADA, ada@example.com. */
export const person = (
	name: string,
	{
		id = `U0${name.toUpperCase()}`,
		deleted = false,
		realName = name,
	}: {readonly id?: string; readonly deleted?: boolean; readonly realName?: string} = {},
): Member => ({
	id,
	team_id: 'T01',
	deleted,
	...(!deleted && {is_email_confirmed: true}),
	profile: {email: `${name}@example.com`, real_name: realName, display_name: realName},
});

const source = (members: readonly Member[]): Source => ({
	kind: 'slack',
	from: 'https://slack.example/api/',
	async read() {
		return {
			workspace: {id: 'T01'},
			readAt: '2026-11-24T12:00:00.000Z',
			channels: new Map(),
			groups: new Map(),
			members: (async function* () {
				yield* members;
			})(),
		};
	},
});

const isPolicy = ([name]: [string, unknown]): boolean => name in policyShape;

export interface Synced {
	readonly run: Run;
	readonly exit: ExitCode;
	readonly report: TargetReport;
	/** As in `done create ada@example.com`. */
	readonly lines: readonly string[];
	readonly warnings: readonly string[];
}

const inWords = (outcome: Outcome): string =>
	[
		outcome.kind,
		outcome.operation.kind,
		outcome.operation.key,
		...(outcome.kind === 'failed' ? [`(${outcome.error.kind}: ${outcome.error.message})`] : []),
		...(outcome.kind === 'done' && outcome.note ? [`(${outcome.note})`] : []),
	].join(' ');

/** One run of one target as a person would write it in YAML, `${NAME}` filled in from `values`. */
export const sync = async (
	yaml: string,
	values: Readonly<Record<string, string>>,
	members: readonly Member[],
	{dryRun = false}: {readonly dryRun?: boolean} = {},
): Promise<Synced> => {
	const text = Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`\${${name}}`, value), yaml);
	const {type, ...written}: Record<string, unknown> & {type: keyof typeof targetTypes} = parse(text);
	const entries = Object.entries(written);
	// As a config does it: what every target has is core's, the rest is the type's
	const targetType: TargetType<unknown> = targetTypes[type];
	const options = targetType.schema.parse(Object.fromEntries(entries.filter(entry => !isPolicy(entry))));
	const settings = policySchema.parse(Object.fromEntries(entries.filter(isPolicy)));
	const policy = resolvePolicy(settings, targetType.defaults(options));
	for (const problem of targetType.check?.(options) ?? []) throw problem;
	const mapping = compileMapping(settings.attributes);
	const http = httpFactory({random: () => 0, timeout: policy.limits.timeout, concurrency: policy.limits.concurrency, readOnly: dryRun});
	const warnings: string[] = [];
	const log = {debug() {}, info() {}, warn: (message: string) => void warnings.push(message)};
	const recorder = createRecorder({command: 'sync', dryRun, toolVersion: '0.0.0'}, () => new Date());
	try {
		const run = await runSync({
			source: source(members),
			people: {},
			signal: new AbortController().signal,
			recorder,
			targets: [
				{
					name: 'it',
					type,
					address: targetType.address(options),
					policy,
					mapping,
					digest: 'd',
					open: () =>
						targetType.open(options, {http, log, attributes: mapping.attributes, keys: policy.match, folder: '.', readOnly: dryRun}),
				},
			],
		});
		const report = run.targets[0]!;
		return {run, exit: exitCodeOf(run), report, lines: report.outcomes.map(inWords), warnings: [...warnings, ...report.warnings]};
	} finally {
		await http.close();
	}
};
