import {needsOf, slackPoster, type Member} from '@slack-im/core';

import type {Config} from '@slack-im/config';
import type {CliContext} from '../context.ts';
import {openSource} from '../session/source.ts';
import {ok, problem, problemOf, warning, type Finding} from './finding.ts';

/** Milliseconds that Slack has to answer. */
const patience = 60_000;

/** Members that are looked at: enough to see whether they can be read, and whether they have e-mails. */
const sample = 200;

const first = async (members: AsyncIterable<Member>, count: number): Promise<Member[]> => {
	const found: Member[] = [];
	for await (const member of members) if (found.push(member) === count) break;
	return found;
};

/** Whether the first members have e-mails: without `users:read.email` Slack leaves them out and reports no error. */
const membersFinding = (members: readonly Member[]): Finding => {
	const people = members.filter(({id, deleted, is_bot: isBot}) => deleted !== true && isBot !== true && id !== 'USLACKBOT');
	if (people.length === 0 || people.some(({profile}) => Boolean(profile?.email)))
		return ok('slack', 'members and their e-mails can be read');
	const message = people.length === 1 ? 'the only user read has no e-mail' : `none of the first ${people.length} users has an e-mail`;
	const hint = 'add users:read.email to the "Bot Token Scopes" of the Slack app and reinstall it; without e-mails, no user can be matched';
	return members.length < sample ? problem('slack', 3, message, hint) : warning('slack', message, hint);
};

/** The token, its workspace, its scopes, channels and user groups, and the first page of people. */
export const checkSlack = async (config: Config, context: CliContext): Promise<Finding[]> => {
	const {source, people, targets} = config;
	const needs = needsOf({
		people,
		channel: source.channel,
		scopes: targets.map(({policy}) => policy.people),
		mappings: targets.map(({mapping}) => mapping),
	});
	try {
		const pageSize = Math.min(sample, source.pageSize);
		const slack = await openSource({source: {...source, pageSize}}, {from: undefined, maxAge: undefined, context});
		const signal = AbortSignal.any([context.signal, AbortSignal.timeout(Math.max(patience, 2 * source.timeout))]);
		const {workspace, channels, groups, members} = await slack.read({needs, signal});
		const found = await first(members, sample);
		return [
			ok('slack', `the token is valid for ${workspace.name ?? workspace.id} (${workspace.id})`),
			...[...channels].map(([name, ids]) => ok('slack', `channel ${name}: ${ids.size} ${ids.size === 1 ? 'member' : 'members'}`)),
			...(needs.groups ? [ok('slack', `${groups.size} ${groups.size === 1 ? 'user group' : 'user groups'} can be read`)] : []),
			membersFinding(found),
		];
	} catch (error) {
		return [problemOf('slack', 3, error)];
	}
};

/** Whether the message after a run could be posted. Nothing is posted. A message that cannot be posted is only a warning in a run, so it is only a warning here. */
export const checkNotify = async ({notify, source}: Config, {signal}: CliContext): Promise<Finding[]> => {
	if (!notify?.token) return [];
	const {channel, token} = notify;
	try {
		const poster = slackPoster({token, url: source.url, timeout: source.timeout});
		await poster.check(channel, {signal: AbortSignal.any([signal, AbortSignal.timeout(Math.max(patience, 2 * source.timeout))])});
		return [ok('notify', `no obstacle to posting to ${channel} found`)];
	} catch (error) {
		const {message, hint = 'see docs/config.md'} = problemOf('notify', 3, error);
		return [warning('notify', message, hint)];
	}
};
