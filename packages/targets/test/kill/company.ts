import {compileMapping, policySchema, resolvePolicy, type Allowance, type Source, type TargetSetup} from '@slack-im/core';

import {httpFactory} from '../../src/http/client.ts';
import {http} from '../../src/http/target.ts';
import type {Log} from '../../src/type.ts';
import {workspace} from '../../src/workspace.ts';

/** People of each kind. Every run of the same company asks for the same 40 writes. */
const counts = {joiners: 24, renamed: 8, returners: 4, leavers: 4, unchanged: 10} as const;
type Kind = keyof typeof counts;

export const writes = counts.joiners + counts.renamed + 2 * counts.returners + counts.leavers;

const everybody = Object.entries(counts).flatMap(([kind, count]) =>
	Array.from({length: count}, (_, index) => ({kind, name: `${kind}${String(index).padStart(2, '0')}`})),
);
const isKind = (kind: string, ...kinds: Kind[]): boolean => kinds.some(one => one === kind);

/** The workspace in Slack. */
export const source: Source = {
	kind: 'slack',
	from: 'the test',
	read: async () => ({
		workspace: {id: 'T01'},
		readAt: new Date().toISOString(),
		channels: new Map(),
		groups: new Map(),
		members: (async function* () {
			for (const {kind, name} of everybody) {
				yield {
					id: `U${name.toUpperCase()}`,
					team_id: 'T01',
					deleted: isKind(kind, 'leavers'),
					is_email_confirmed: true,
					profile: {email: `${name}@example.com`, display_name: name},
				};
			}
		})(),
	}),
};

/** The accounts that are there before the first run. */
export const accounts = everybody
	.filter(({kind}) => !isKind(kind, 'joiners'))
	.map(({kind, name}) => ({
		userId: name,
		email: `${name}@example.com`,
		name: isKind(kind, 'renamed', 'returners') ? 'An old name' : name,
		active: !isKind(kind, 'returners'),
		phone: '1234',
		metadata: {slackId: `U${name.toUpperCase()}`},
	}));

/** What people end up with. */
export const wanted = everybody
	.map(({kind, name}) => ({
		userId: name,
		email: `${name}@example.com`,
		name,
		active: !isKind(kind, 'leavers'),
		...(!isKind(kind, 'joiners') && {phone: '1234'}),
		metadata: {slackId: `U${name.toUpperCase()}`},
	}))
	.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));

/** No guard is in the way: this is about processes that die. */
export const allow: readonly Allowance[] = [
	{guard: 'removals', ceiling: 100},
	{guard: 'updates', ceiling: 100},
];

const log: Log = {debug() {}, info() {}, warn() {}};
const attributes = {email: '{{ email }}', userId: '{{ email | local_part }}', name: '{{ name }}'};
const paging = {by: 'page', sizeParam: 'size', size: 20};
const writing = {update: true, deactivate: true, reactivate: true, slackIdAt: 'metadata.slackId'};

/** The company's target. A server that takes duplicates is described by `http`, which then knows no answer that means "exists". */
export const setupOf = (url: string, unique: boolean): TargetSetup => {
	const policy = resolvePolicy(policySchema.parse({attributes, limits: {concurrency: 4}}), {match: ['userId', 'email']});
	const mapping = compileMapping(attributes);
	return {
		name: 'dev-server',
		type: unique ? 'workspace' : 'http',
		address: url,
		policy,
		mapping,
		digest: 'the same',
		open: async () => {
			const factory = httpFactory({timeout: 5000});
			const tools = {http: factory, log, attributes: mapping.attributes, keys: policy.match, folder: '.', readOnly: false};
			const target = unique
				? await workspace.open(workspace.schema.parse({url, list: {items: 'items', total: 'total', paging}, ...writing}), tools)
				: await http.open(
						http.schema.parse({
							url,
							list: {items: 'items', total: 'total', paging},
							account: {active: {at: 'active', not: false}},
							create: {},
							...writing,
						}),
						tools,
					);
			return {...target, close: async () => factory.close()};
		},
	};
};
