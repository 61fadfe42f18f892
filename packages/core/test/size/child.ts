import process from 'node:process';

import {
	compileMapping,
	createRecorder,
	policySchema,
	resolvePolicy,
	runSync,
	snapshotSource,
	writeSnapshot,
	type Account,
	type Member,
	type Target,
} from '../../src/index.ts';

/** Plans `child.ts COUNT` people, read from a snapshot, against as many accounts, and prints what that took. */
const count = Number(process.argv[2]);

const name = (index: number): string => `person${String(index).padStart(6, '0')}`;

async function* members(): AsyncGenerator<Member> {
	for (let index = 0; index < count; index++) {
		yield {
			id: `U${String(index).padStart(8, '0')}`,
			team_id: 'T01',
			name: name(index),
			deleted: index % 10 === 9,
			real_name: `Person Number ${index}`,
			tz: 'Asia/Seoul',
			is_admin: false,
			is_email_confirmed: true,
			profile: {
				email: `${name(index)}@example.com`,
				real_name: `Person Number ${index}`,
				display_name: name(index),
				title: 'Agent',
				phone: '',
			},
		};
	}
}

async function* accounts(): AsyncGenerator<Account> {
	for (let index = 0; index < count; index++) {
		const attributes: {userId: string; email: string} = JSON.parse(
			JSON.stringify({
				userId: name(index),
				name: index % 100 === 0 ? 'An old name' : name(index),
				email: `${name(index)}@example.com`,
				roleGroupId: 'AGENT',
				centerIds: ['spectra'],
				unmanaged: 'This is dropped as it is read.',
			}),
		);
		const {userId, email} = attributes;
		yield {id: `a-${index}`, keys: {userId, email}, active: index % 10 !== 9, attributes};
	}
}

const target: Target = {
	list: accounts,
	create: () => Promise.reject(new Error('a dry run')),
	update: () => Promise.reject(new Error('a dry run')),
	deactivate: () => Promise.reject(new Error('a dry run')),
};
const attributes = {
	userId: '{{ email | local_part }}',
	name: '{{ name }}',
	email: '{{ email }}',
	roleGroupId: 'AGENT',
	centerIds: ['spectra'],
};

const startedAt = performance.now();
const run = await runSync({
	source: snapshotSource({
		from: 'generated',
		lines: writeSnapshot({
			workspace: {id: 'T01'},
			readAt: new Date().toISOString(),
			channels: new Map(),
			groups: new Map(),
			members: members(),
		}),
	}),
	people: {},
	targets: [
		{
			name: 'dev-server',
			type: 'test',
			address: '',
			policy: resolvePolicy(policySchema.parse({attributes}), {match: ['userId', 'email']}),
			mapping: compileMapping(attributes),
			digest: '',
			open: () => target,
		},
	],
	signal: new AbortController().signal,
	recorder: createRecorder({command: 'plan', dryRun: true, toolVersion: '0'}, () => new Date()),
});
const [report] = run.targets;
const kinds: Record<string, number> = {};
for (const {operation} of report!.outcomes) kinds[operation.kind] = (kinds[operation.kind] ?? 0) + 1;
process.stdout.write(
	JSON.stringify({
		kinds,
		members: run.source?.members,
		error: run.source?.error ?? run.bug ?? report!.error,
		seconds: Math.round(performance.now() - startedAt) / 1000,
		reading: (run.source?.milliseconds ?? 0) / 1000,
		planning: (report!.milliseconds.list ?? 0) / 1000,
		megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
	}),
);
