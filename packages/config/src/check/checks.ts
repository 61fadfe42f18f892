import {
	compileMapping,
	errorKind,
	nextTicks,
	overrideNames,
	overridesSchema,
	type Schedule,
	type SettingError,
	nearest,
} from '@slack-im/core';

import type {Path} from '../say/error.ts';
import {isPlainObject} from '../fill/environment.ts';
import {listed} from '../say/listed.ts';
import {reservedNames} from '../schema/written.ts';

/** A mistake that no schema sees, before it is placed. */
export interface Finding {
	readonly path: Path;
	readonly message: string;
	readonly hint?: string | undefined;
	/** Of a part of a string, counted in the value. */
	readonly offset?: number | undefined;
	readonly length?: number;
	readonly part?: 'key' | 'value';
}

type Raw = Readonly<Record<string, unknown>>;

const texts = (value: unknown): [index: number, text: string][] =>
	Array.isArray(value) ? value.flatMap((item, index): [number, string][] => (typeof item === 'string' ? [[index, item]] : [])) : [];

const looksLikeRegExp = (glob: string): boolean => /^\^|[^\\]\$$|\.\*|\.\+|\\[.dwsb@]|\(\?|\[[\w]-[\w]\]/.test(glob);

const asGlob = (pattern: string): string =>
	pattern
		.replaceAll(/^\^|\$$/g, '')
		.replaceAll(/\.[*+]/g, '*')
		.replaceAll(/\\(.)/g, '$1');

const globFinding = (glob: string, path: Path): Finding[] =>
	looksLikeRegExp(glob)
		? [
				{
					path,
					message: `${JSON.stringify(glob)} looks like a regular expression; this is a glob, in which only * stands for other text`,
					hint: `write "${asGlob(glob)}"`,
				},
			]
		: [];

/** A channel is an id or a name with #. */
export const channelFindings = (channel: unknown, path: Path): Finding[] => {
	if (typeof channel !== 'string' || /^[CGD][A-Z0-9]+$/.test(channel) || /^#\S+$/.test(channel)) return [];
	const hint =
		/^https:\/\/\S+\/archives\/([CG][A-Z0-9]+)/.exec(channel)?.[1] ?? `"#${channel.replace(/^#?\s*/, '').replaceAll(/\s/g, '-')}"`;
	return [{path, message: `${JSON.stringify(channel)} is neither the id of a channel nor a name with #`, hint: `write ${hint}`}];
};

/** Rules about people that a list of texts cannot say by itself; `path` is theirs. */
export const peopleFindings = (people: Raw, path: Path): Finding[] => [
	...channelFindings(people['channel'], [...path, 'channel']),
	...texts(people['domains']).flatMap(([index, domain]): Finding[] => {
		if (!/.@|[*?]|^\./.test(domain)) return [];
		return [
			{
				path: [...path, 'domains', index],
				message: `${JSON.stringify(domain)} is not a domain; domains are compared exactly`,
				hint: `write ${domain.replace(/^.*@/, '').replace(/^[*.]+/, '')}${domain.includes('*') ? ', and every other domain by itself' : ''}`,
			},
		];
	}),
	...texts(people['groups']).flatMap(([index, group]) => groupFindings(group, [...path, 'groups', index])),
	...['allow', 'deny', 'titles'].flatMap(key => texts(people[key]).flatMap(([index, glob]) => globFinding(glob, [...path, key, index]))),
];

const groupFindings = (group: string, path: Path): Finding[] => {
	if (/^S[A-Z0-9]{8,}$/.test(group))
		return [
			{path, message: `${group} is the id of a user group; groups are named by their handle`, hint: 'write its handle, as in agents'},
		];
	return [];
};

/** What the engine says of one value: a template that is none. */
const valueFindings = (name: string, value: unknown, person: string): Finding[] => {
	if (typeof value === 'string' && !value.includes('{')) return []; // A plain text cannot be wrong, and there may be 100,000 of them
	const parsed = overridesSchema.safeParse({[person]: {[name]: value}});
	return parsed.success ? settingFindings(() => compileMapping({[name]: null}, {overrides: parsed.data})) : [];
};

const isSettingError = (error: unknown): error is SettingError => errorKind(error) === 'setting';

/** The mistake that a function of the engine throws, if it throws one. */
export const settingFindings = (run: () => unknown, base: Path = []): Finding[] => {
	try {
		run();
		return [];
	} catch (error) {
		if (!isSettingError(error)) throw error;
		const {path, message, hint, offset} = error;
		return [{path: [...base, ...path], message, hint, offset}];
	}
};

/** Whether accounts are named for targets that there are. */
const accountFindings = (account: unknown, path: Path, targets: readonly string[]): Finding[] =>
	!isPlainObject(account)
		? []
		: Object.keys(account)
				.filter(name => !targets.includes(name))
				.map(name => {
					const near = nearest(name, targets);
					return {
						path: [...path, name],
						message: `there is no target \`${name}\``,
						hint: near === undefined ? `the targets are ${listed([...targets], 'and')}` : `did you mean \`${near}\`?`,
						part: 'key',
					};
				});

/** Whether overrides name people and attributes that can be. */
export const overrideFindings = (overrides: Raw, attributes: ReadonlySet<string>, targets: readonly string[]): Finding[] =>
	Object.entries(overrides).flatMap(([person, values]): Finding[] => {
		const path: Path = ['overrides', person];
		const who: Finding[] =
			person.includes('@') || /^[UW][A-Z0-9]+$/.test(person)
				? []
				: [
						{
							path,
							message: `\`${person}\` is neither an e-mail nor a Slack id`,
							hint: 'write it as ada@example.com or U012ABCDEF',
							part: 'key',
						},
					];
		if (!isPlainObject(values) || attributes.size === 0) return who;
		const reserved: readonly string[] = overrideNames;
		const own = Object.entries(values).filter(([name]) => !reserved.includes(name));
		const unknown = own.map(([name]) => name).filter(name => name !== 'email' && !attributes.has(name));
		return [
			...who,
			...accountFindings(values['account'], [...path, 'account'], targets),
			...own.flatMap(([name, value]) => valueFindings(name, value, person)),
			...unknown.map((name): Finding => {
				const near = nearest(name, attributes);
				return {
					path: [...path, name],
					message: `no target has an attribute \`${name}\``,
					hint: near === undefined ? `the attributes are ${listed([...attributes].toSorted(), 'and')}` : `did you mean \`${near}\`?`,
					part: 'key',
				};
			}),
		];
	});

/** What is wrong with a schedule: its zone and its line each by themselves. */
const scheduleFindings = (schedule: Raw, path: Path): Finding[] => {
	const {cron, timezone, every, from: start} = schedule;
	const from = new Date(Date.UTC(2024, 0, 1));
	const zone = typeof timezone === 'string' ? settingFindings(() => nextTicks({cron: '0 0 * * *', timezone}, from, 1, path)) : [];
	if (typeof cron !== 'string') return zone;
	let ticks: readonly Date[] | undefined;
	const line = settingFindings(() => {
		ticks = nextTicks({cron}, from, 1, path);
	});
	const period: Schedule = {
		cron: '0 0 * * *',
		...(typeof every === 'string' && {every}),
		...(typeof start === 'string' && {from: start}),
	};
	const periodic = settingFindings(() => nextTicks(period, from, 1, path));
	if (periodic.length === 0 && line.length === 0 && ticks?.length && nextTicks({...period, cron}, from, 1, path).length === 0)
		periodic.push({
			path: [...path, 'from'],
			message: `no tick of ${JSON.stringify(cron)} lies whole periods of ${String(every)} after ${String(start)}`,
			hint: 'is `from` a day on which the cron line ticks?',
		});
	const never =
		ticks?.length === 0
			? [{path: [...path, 'cron'], message: `${JSON.stringify(cron)} never comes`, hint: 'is the day one of that month?'}]
			: [];
	return [...zone, ...line, ...never, ...periodic];
};

interface TargetFacts {
	readonly name: string;
	/** What the config says, whether it is right or not. */
	readonly target: Raw;
	/** What the type says where the config is silent. */
	readonly defaultMatch: readonly string[];
	/** Names under `attributes`. */
	readonly attributes: readonly string[];
	/** Of these, the secrets. */
	readonly secretAttributes: readonly string[];
}

/** What is wrong with a target's policy beyond the form of its parts. */
export const policyFindings = ({name, target, defaultMatch, attributes, secretAttributes}: TargetFacts): Finding[] => {
	const path: Path = ['targets', name];
	const findings: (Finding | undefined)[] = [];
	if (reservedNames.includes(name))
		findings.push({
			path,
			message: `a target cannot be called \`${name}\`: reports use that name`,
			hint: `for instance ${name}-system`,
			part: 'key',
		});

	const {schedule, people, match, guards} = target;
	if (isPlainObject(schedule)) findings.push(...scheduleFindings(schedule, [...path, 'schedule']));
	if (isPlainObject(people)) findings.push(...peopleFindings(people, [...path, 'people']));
	findings.push(...texts(target['protected']).flatMap(([index, glob]) => globFinding(glob, [...path, 'protected', index])));

	const keys = ['email', 'slackId', ...attributes];
	for (const [index, key] of texts(match)) {
		const near = nearest(key, keys);
		if (!keys.includes(key))
			findings.push({
				path: [...path, 'match', index],
				message: `\`${key}\` is no attribute of this target, so nobody has a value for it`,
				hint:
					near === undefined
						? `match takes email, slackId or a name under attributes (${listed([...attributes], 'and')})`
						: `did you mean ${near}?`,
			});
		if (secretAttributes.includes(key))
			findings.push({path: [...path, 'match', index], message: `\`${key}\` is a secret: it cannot tell accounts apart`});
	}
	if (match === undefined && attributes.length > 0 && !defaultMatch.some(key => keys.includes(key))) {
		findings.push({
			path,
			message: `\`match\` is missing: by default people are matched by ${listed(defaultMatch)}, and no attribute is called so`,
			hint: `write match: [${attributes[0]}], or map ${listed(defaultMatch)}`,
			part: 'key',
		});
	}
	if (isPlainObject(guards) && isPlainObject(guards['privileged'])) {
		for (const key of Object.keys(guards['privileged'])) {
			if (key === 'max' || attributes.includes(key)) continue;
			const near = nearest(key, attributes);
			findings.push({
				path: [...path, 'guards', 'privileged', key],
				message: `\`${key}\` is no attribute of this target`,
				hint: near === undefined ? `the attributes are ${listed([...attributes], 'and')}` : `did you mean \`${near}\`?`,
				part: 'key',
			});
		}
	}
	return findings.filter(finding => finding !== undefined);
};

/** Rules of an attribute that name groups with @ or use regular expressions. */
export const ruleFindings = (setting: unknown, path: Path): Finding[] => {
	if (!isPlainObject(setting) || !Array.isArray(setting['rules'])) return [];
	return setting['rules'].flatMap((rule: unknown, index): Finding[] => {
		if (!isPlainObject(rule)) return [];
		const here: Path = [...path, 'rules', index];
		const each = (key: string, find: (text: string, path: Path) => Finding[]): Finding[] => {
			const value = rule[key];
			return typeof value === 'string'
				? find(value, [...here, key])
				: texts(value).flatMap(([item, text]) => find(text, [...here, key, item]));
		};
		return [...each('group', groupFindings), ...each('title', globFinding), ...each('email', globFinding)];
	});
};
