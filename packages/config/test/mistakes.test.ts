import {describe, expect, test} from 'vitest';

import {listed} from '../src/say/listed.ts';
import {typeNames} from '../src/schema/written.ts';
import {environment, failure, load, withTarget} from './config.ts';

const types = listed(typeNames);

const attributes = 'attributes: {userId: "{{ email | local_part }}", name: "{{ name }}"}';
const dev = withTarget(attributes);
const target = (lines: string): string => withTarget(`${attributes}\n${lines}`);
const mapped = (lines: string): string => withTarget(`attributes:\n  userId: "{{ email | local_part }}"\n${lines.replaceAll(/^/gm, '  ')}`);

/** `place path: message → hint`, one for each mistake. */
const told = async (text: string): Promise<string[]> =>
	(await failure(text)).mistakes.map(({place, path, message, hint}) => {
		const where = place?.line === undefined ? '' : `${place.line}:${place.column}+${place.length} `;
		return `${where}${path.join('.')}: ${message}${hint === undefined ? '' : ` → ${hint}`}`;
	});

describe('a mistake is told with its place and what to write instead:', () => {
	test.each<[string, string, ...unknown[]]>([
		['a mistyped key at the top', `soruce: {channel: C1}\n${dev}`, '1:1+6 soruce: `soruce` is no key of a config → did you mean `source`?'],
		[
			'a mistyped key of a target',
			target('leaver: report'),
			'6:5+6 targets.dev.leaver: `leaver` is no key of a target of type workspace → did you mean `leavers`?',
		],
		[
			'a mistyped key deep inside',
			target('guards: {removals: {cuont: 3}}'),
			'6:25+5 targets.dev.guards.removals.cuont: `cuont` is no key here → did you mean `count`?',
		],
		[
			'a key that is like no other',
			target('guards: {xyzzy: 1}'),
			'6:14+5 targets.dev.guards.xyzzy: `xyzzy` is no key here → the keys here are adoptions, privileged, removals and updates',
		],
		['another word for a key', 'filter: {}\n' + dev, '1:1+6 filter: `filter` is no key of a config → did you mean `people`?'],
		[
			'another word for a key of a target',
			withTarget('fields: {userId: x}'),
			'5:5+6 targets.dev.fields: `fields` is no key of a target of type workspace → did you mean `attributes`?',
		],
		[
			'snake case',
			target('slack_id_at: x'),
			'6:5+11 targets.dev.slack_id_at: `slack_id_at` is no key of a target of type workspace → did you mean `slackIdAt`?',
		],
		[
			'a key that belongs deeper',
			target('concurrency: 5'),
			'6:5+11 targets.dev.concurrency: `concurrency` is no key of a target of type workspace → did you mean `limits.concurrency`?',
		],
		[
			'cron without schedule',
			target('cron: "0 1 * * *"'),
			'6:5+4 targets.dev.cron: `cron` is no key of a target of type workspace → did you mean `schedule.cron`?',
		],
		[
			'a key of the target among the guards',
			target('guards: {outOfScope: report}'),
			'6:14+10 targets.dev.guards.outOfScope: `outOfScope` is no key here → `outOfScope` belongs to the target itself, beside `type`',
		],
		[
			'a key of the source at the top',
			`channel: C1\n${dev}`,
			'1:1+7 channel: `channel` is no key of a config → did you mean `source.channel`?',
		],
		[
			'a key of a target at the top',
			`leavers: report\n${dev}`,
			'1:1+7 leavers: `leavers` is no key of a config → `leavers` belongs to a target: targets: {NAME: {leavers: …}}',
		],
		[
			'targets as a list',
			'targets:\n  - {type: http, url: https://x.example}\n',
			'1:1+7 targets: must be keys and values; [{"type":"http","url":"https://x.example"}] is a list → write a key for each, without dashes: the name of the target',
		],
		[
			'targets with nothing below',
			'targets:\n',
			'1:1+7 targets: must be keys and values; there is nothing after the colon → indent what belongs to it, or remove the key',
		],
		[
			'a target that is text',
			'targets:\n  dev: https://dev.example.com\n',
			'2:8+23 targets.dev: must be keys and values; "https://dev.example.com" is text',
		],
		[
			'a missing url',
			withTarget(attributes, {url: ''}),
			'2:3+3 targets.dev.url: `url` is missing → url: Where accounts are created by POST, whole: what the first version called `API_URL`',
		],
		[
			'a mistyped url',
			withTarget(attributes, {url: 'ulr: https://dev.example.com'}),
			'4:5+3 targets.dev.ulr: `ulr` is no key of a target of type workspace → did you mean `url`?',
		],
		['a missing type', 'targets:\n  dev: {url: https://dev.example.com}\n', `2:3+3 targets.dev.type: \`type\` is missing → write ${types}`],
		['an unknown type', 'targets:\n  dev: {type: scmi}\n', `2:15+4 targets.dev.type: "scmi" is none of ${types} → did you mean scim?`],
		[
			'another word for a type',
			'targets:\n  dev: {type: rest}\n',
			`2:15+4 targets.dev.type: "rest" is none of ${types} → did you mean http?`,
		],
		[
			'leavers: remove',
			target('leavers: remove'),
			'6:14+6 targets.dev.leavers: "remove" is none of deactivate, delete or report → did you mean delete or deactivate?',
		],
		[
			'leavers: disable',
			target('leavers: disable'),
			'6:14+7 targets.dev.leavers: "disable" is none of deactivate, delete or report → did you mean deactivate?',
		],
		[
			'a mistyped word in a list',
			`people: {include: [guests]}\n${dev}`,
			'1:20+6 people.include.0: "guests" is none of slackbot, bot, app, deleted, invited, external, guest, email-missing, email-unconfirmed, domain, denied, not-allowed or not-in-channel → did you mean guest?',
		],
		[
			'`no` for false',
			`people: {strict: no}\n${dev}`,
			'1:18+2 people.strict: must be true or false; "no" is text → write false, without quotes',
		],
		[
			'a number in quotes',
			target('limits: {concurrency: "16"}'),
			'6:27+4 targets.dev.limits.concurrency: must be a number; "16" is text → write 16, without quotes',
		],
		[
			'a fraction for a whole number',
			target('limits: {concurrency: 1.5}'),
			'6:27+3 targets.dev.limits.concurrency: must be a whole number; 1.5 is a number → for instance 2',
		],
		['zero at once', target('limits: {concurrency: 0}'), '6:27+1 targets.dev.limits.concurrency: 0 must be at least 1'],
		[
			'a number where text is wanted',
			`notify: {channel: C1, token: 5}\n${dev}`,
			'1:23+5 notify.token: is a secret that stands in the file → write "${SLACK_BOT_TOKEN}" and set SLACK_BOT_TOKEN, or SLACK_BOT_TOKEN_FILE to a file that holds it',
			'1:30+1 notify.token: must be text; the value is a number',
		],
		['text where a list is wanted', target('match: email'), '6:12+5 targets.dev.match: must be a list; "email" is text → write [email]'],
		['an empty list', target('match: []'), '6:12+2 targets.dev.match: must hold something'],
		[
			'a percentage for a share',
			target('guards: {removals: {share: 10}}'),
			'6:32+2 targets.dev.guards.removals.share: 10 must be at most 1 → a share is between 0 and 1: 10 % is 0.1',
		],
		[
			'a share with a percent sign',
			target('guards: {removals: {share: 10%}}'),
			'6:32+3 targets.dev.guards.removals.share: must be a number; "10%" is text → write 0.1',
		],
		[
			'a duration in words',
			target('limits: {timeout: 10 seconds}'),
			'6:23+10 targets.dev.limits.timeout: "10 seconds": a duration is a number of milliseconds, or looks like 500ms, 10s, 5m, 24h → write 10s',
		],
		[
			'a duration that is true',
			target('limits: {timeout: true}'),
			'6:23+4 targets.dev.limits.timeout: must be a number or text; true is a boolean → How long one request may take',
		],
		[
			'a channel that became a comment',
			`source:\n  channel: #team\n${dev}`,
			'2:3+7 source.channel: must be text; there is nothing after the colon → a name with # must be in quotes ("#team"); without them it is a comment',
		],
		[
			'a channel without #',
			`source: {channel: team}\n${dev}`,
			'1:19+4 source.channel: "team" is neither the id of a channel nor a name with # → write "#team"',
		],
		['a workspace by name', `source: {workspace: acme}\n${dev}`, '1:21+4 source.workspace: "acme": a workspace id looks like T012ABCDEF'],
		[
			'a URL without a scheme',
			withTarget(attributes, {url: 'url: dev.example.com/api'}),
			'4:10+19 targets.dev.url: "dev.example.com/api" is not a URL → did you mean https://dev.example.com/api?',
		],
		[
			'plain http to Slack',
			`source: {url: "http://slack.example.com/api/"}\n${dev}`,
			'1:15+31 source.url: plain http: to slack.example.com: credentials and personal data would cross the network readable → write https:, or accept it with `insecureHttp: true` (--insecure-http)',
		],
		[
			'a domain with a star',
			`people: {domains: ["*.example.com"]}\n${dev}`,
			'1:20+15 people.domains.0: "*.example.com" is not a domain; domains are compared exactly → write example.com, and every other domain by itself',
		],
		[
			'an e-mail for a domain',
			`people: {domains: [kim@example.com]}\n${dev}`,
			'1:20+15 people.domains.0: "kim@example.com" is not a domain; domains are compared exactly → write example.com',
		],
		[
			'a regular expression',
			`people: {deny: ["^test-.*@example\\\\.com$"]}\n${dev}`,
			'1:17+25 people.deny.0: "^test-.*@example\\\\.com$" looks like a regular expression; this is a glob, in which only * stands for other text → write "test-*@example.com"',
		],
		[
			'a list of exceptions only',
			`people: {allow: ["!kim@example.com"]}\n${dev}`,
			'1:17+20 people.allow: !kim@example.com: every pattern takes back, so that there is nothing to take back from → Put what they take back from before them, as in ["*", "!…"]',
		],
		[
			'an override for nobody',
			`overrides: {kim: {userId: kim2}}\n${dev}`,
			'1:13+3 overrides.kim: `kim` is neither an e-mail nor a Slack id → write it as ada@example.com or U012ABCDEF',
		],
		[
			'an account of a target that is not there',
			`overrides: {kim@example.com: {account: {deb: "7"}}}\n${dev}`,
			'1:41+3 overrides.kim@example.com.account.deb: there is no target `deb` → did you mean `dev`?',
		],
		[
			'an override of nothing',
			`overrides: {kim@example.com: {userid: kim2}}\n${dev}`,
			'1:31+6 overrides.kim@example.com.userid: no target has an attribute `userid` → did you mean `userId`?',
		],
		[
			'a reserved name',
			dev.replace('dev:', 'run:'),
			'2:3+3 targets.run: a target cannot be called `run`: reports use that name → for instance run-system',
		],
		[
			'a name with capitals',
			dev.replace('dev:', 'Dev_Server:'),
			'2:3+10 targets.Dev_Server: a target’s name is made of a-z, 0-9 and single hyphens → for instance `dev-server`',
		],
		[
			'a match key that is no attribute',
			target('match: [emial]'),
			'6:13+5 targets.dev.match.0: `emial` is no attribute of this target, so nobody has a value for it → did you mean email?',
		],
		[
			'a privileged attribute that is none',
			target('guards: {privileged: {nmae: [ADMIN]}}'),
			'6:27+4 targets.dev.guards.privileged.nmae: `nmae` is no attribute of this target → did you mean `name`?',
		],
		[
			'a mistyped variable',
			mapped('greeting: "Hi {{ nmae }}"'),
			'7:24+4 targets.dev.attributes.greeting: the template "Hi {{ nmae }}": unknown variable nmae (did you mean name?) → Variables are admin, displayName, email, firstName, groups, guest, lastName, locale, name, owner, phone, realName, slackId, timezone, title; text stands between quotes',
		],
		[
			'a mistyped variable behind a value from the environment',
			mapped('greeting: "${API_URL} {{ nmae }}"'),
			expect.stringMatching(/^7:32\+4 targets\.dev\.attributes\.greeting: .*unknown variable nmae/),
		],
		[
			'a mistyped filter',
			mapped('greeting: {value: "{{ name | slugg }}"}'),
			expect.stringMatching(/^7:36\+5 targets\.dev\.attributes\.greeting\.value: .*unknown filter slugg \(did you mean slug\?\)/),
		],
		[
			'a mistyped filter in a rule of several lines',
			mapped('role:\n  rules:\n    - group: leads\n      value: >-\n        A\n        {{ name | uper }}\n  default: x'),
			expect.stringMatching(/^12:25\+4 targets\.dev\.attributes\.role\.rules\.0\.value: .*unknown filter uper \(did you mean upper\?\)/),
		],
		[
			'a rule without a condition',
			mapped('role: {rules: [{value: x}]}'),
			'7:22+10 targets.dev.attributes.role.rules.0: a rule needs `group`, `title` or `email`',
		],
		[
			'a mistyped condition',
			mapped('role: {rules: [{titel: x, value: x}]}'),
			'7:23+5 targets.dev.attributes.role.rules.0.titel: `titel` is no key here → did you mean `title`?',
		],
		[
			'a mistyped key of an attribute',
			mapped('role: {valu: x}'),
			'7:14+4 targets.dev.attributes.role.valu: `valu` is no key here → did you mean `value`?',
		],
		[
			'an attribute that only looks like a secret’s word',
			mapped('password: "1"'),
			expect.stringMatching(/^7:17\+3 targets\.dev\.attributes\.password: password is called like a secret/),
		],
		[
			'a secret in the file',
			mapped('password: {secret: true, value: hunter2}'),
			'7:32+5 targets.dev.attributes.password.value: is a secret that stands in the file → write "${PASSWORD}" and set PASSWORD, or PASSWORD_FILE to a file that holds it',
		],
		[
			'a secret as a default',
			mapped('password: {secret: true, value: "${INITIAL:-hunter2}"}'),
			'7:32+5 targets.dev.attributes.password.value: the default of ${INITIAL} is a secret that stands in the file → write "${INITIAL}"',
		],
		[
			'a token in the file',
			`source: {token: xoxb-1-2-3}\n${dev}`,
			'1:10+5 source.token: is a secret that stands in the file → write "${SLACK_BOT_TOKEN}" and set SLACK_BOT_TOKEN, or SLACK_BOT_TOKEN_FILE to a file that holds it',
		],
		[
			'a header that is a secret',
			target('headers: {Authorization: Bearer abc}'),
			'6:15+13 targets.dev.headers.Authorization: is a secret that stands in the file → write "${DEV_AUTHORIZATION}" and set DEV_AUTHORIZATION, or DEV_AUTHORIZATION_FILE to a file that holds it',
		],
		[
			'a key in a query',
			target('auth: {query: {name: key, value: abc}}'),
			'6:31+5 targets.dev.auth.query.value: is a secret that stands in the file → write "${DEV_VALUE}" and set DEV_VALUE, or DEV_VALUE_FILE to a file that holds it',
		],
		[
			'a variable that is missing',
			target('slackIdAt: "${WHERE}"'),
			'6:17+8 targets.dev.slackIdAt: the environment variable WHERE is not set → set WHERE, or WHERE_FILE to a file that holds it, or write ${WHERE:-default}',
		],
		[
			'a cron line with a field too many',
			target('schedule: {cron: "0 0 12 * * *"}'),
			expect.stringMatching(
				/^6:22\+14 targets\.dev\.schedule\.cron: "0 0 12 \* \* \*" has 6 fields, and a cron line has five → Write minute, hour/,
			),
		],
		[
			'a cron line of Jenkins',
			target('schedule: {cron: "H 12 * * *"}'),
			expect.stringMatching(
				/^6:22\+12 targets\.dev\.schedule\.cron: "H 12 \* \* \*" is no cron line: .* → .*Jenkins’ H is not known here$/,
			),
		],
		[
			'an hour that does not exist',
			target('schedule: {cron: "0 25 * * *"}'),
			expect.stringMatching(/^6:22\+12 targets\.dev\.schedule\.cron: "0 25 \* \* \*" is no cron line: invalid value for hour: 25/),
		],
		[
			'a day that never comes',
			target('schedule: {cron: "0 1 30 2 *"}'),
			'6:22+12 targets.dev.schedule.cron: "0 1 30 2 *" never comes → is the day one of that month?',
		],
		[
			'a time zone and a cron line that are none',
			target('schedule: {cron: noon, timezone: Asia/Soul}'),
			expect.stringMatching(/^6:22\+4 targets\.dev\.schedule\.cron: "noon" has 1 field, and a cron line has five/),
			'6:38+9 targets.dev.schedule.timezone: there is no time zone Asia/Soul (did you mean Asia/Seoul?) → Write an IANA name, as in Asia/Seoul',
		],
		[
			'two weeks from a day on which the cron line never ticks',
			target('schedule: {cron: "0 12 * * 1", every: 2 weeks, from: 2026-01-06}'),
			expect.stringMatching(/targets\.dev\.schedule\.from: no tick of "0 12 \* \* 1" lies whole periods of 2 weeks after 2026-01-06/),
		],
		[
			'two weeks from no day',
			target('schedule: {cron: "0 12 * * 1", every: 2 weeks}'),
			expect.stringMatching(/targets\.dev\.schedule\.every: `every` and `from` go together, and `from` is missing/),
		],
		[
			'a mistyped variable in a request',
			target('create: {body: {login: "{{ atributes.userId }}"}}'),
			expect.stringMatching(/^6:32\+9 targets\.dev\.create\.body\.login: .*unknown variable atributes \(did you mean attributes\?\)/),
		],
		[
			'two ways of paging',
			target('list: {paging: {by: link, at: next}}'),
			'6:35+4 targets.dev.list.paging.at: is nothing that `by: link` takes',
		],
		[
			'a way of paging as a key',
			target('list: {paging: {page: {size: 5}}}'),
			'6:12+6 targets.dev.list.paging.by: `by` is missing → write page, offset, cursor, next, link or none',
			expect.stringMatching(/^6:21\+4 targets\.dev\.list\.paging\.page: `page` is no key here → did you mean `by`\?/),
		],
		[
			'an answer that is said of one verb',
			target('update: {exists: {status: 422}}'),
			'6:14+6 targets.dev.update.exists: `exists` is no key here → `answers` belongs to the target itself, beside `type`',
		],
		[
			'a list in which one has a wrong key',
			target('list: [{path: users}, {qeury: {state: disabled}}]'),
			'6:28+5 targets.dev.list.1.qeury: `qeury` is no key here → did you mean `query`?',
		],
		[
			'a mistyped way of paging',
			target('list: {paging: {by: curser, at: next}}'),
			expect.stringMatching(/^6:25\+6 targets\.dev\.list\.paging\.by: "curser" is none of .* → did you mean cursor\?/),
		],
		[
			'an object where the short form fails',
			target('account: {active: {att: status}}'),
			'6:24+3 targets.dev.account.active.att: `att` is no key here → did you mean `at`?',
		],
		[
			'a report that is a number',
			`reports: {junit: 5}\n${dev}`,
			'1:18+1 reports.junit: must be true, false or text; 5 is a number → A path from the working folder, or `false` for no such report',
		],
	])('%s', async (_sentence, text, ...expected) => {
		expect(await told(text)).toEqual(expected);
	});
});

test('names that every object has are no words, types, keys or targets', async () => {
	const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];
	const lines = names.map(
		name =>
			`  ${name.toLowerCase().replaceAll('_', '')}: {type: ${name}, leavers: ${name}}\n  x-${name.toLowerCase().replaceAll('_', '')}: {type: workspace, url: "https://x.example", ${name}: 1, leavers: ${name}, match: [${name}], attributes: {userId: x, ${name}: {${name}: 1}}}`,
	);
	const {mistakes} = await failure(
		`${names.map(name => `${name}: 1`).join('\n')}\npeople: {include: [${names.join(', ')}]}\noverrides: {${names.map(name => `${name}: {${name}: 1}`).join(', ')}}\ntargets:\n${lines.join('\n')}\n`,
		{targets: undefined},
	);
	expect(mistakes.length).toBeGreaterThan(names.length * 6);
	for (const name of names)
		await expect(failure(withTarget('attributes: {userId: x}'), {targets: [name]})).resolves.toMatchObject({
			mistakes: [{message: `--target ${name}: the config has no such target`}],
		});
});

test('what is true or left out may come from the environment, and is not switched off by false', async () => {
	const lines = 'attributes: {userId: x}\nlist: "${ON}"\nupdate: "${ON}"';
	const {targets} = await load(withTarget(lines), {env: {...environment, ON: 'true'}});
	expect(targets[0]?.options).toMatchObject({list: true, update: true});
	for (const [text, env] of [
		[lines, {ON: 'false'}],
		['attributes: {userId: x}\nlist: false\nupdate: false', {}],
	] as const)
		expect((await failure(withTarget(text), {env: {...environment, ...env}})).mistakes.map(({hint}) => hint)).toEqual([
			'leave `list` out instead',
			'leave `update` out instead',
		]);
});
