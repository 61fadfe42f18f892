import {needsOf} from '@slack-im/core';

import type {Config} from '../config/config.ts';
import type {CliContext} from '../context.ts';
import {openSource} from '../session/source.ts';
import {ok, problemOf, type Finding} from './finding.ts';

/** Milliseconds that Slack has to answer. */
const patience = 60_000;

/** Everything that comes before the people: the token, its workspace, its scopes, channels and user groups. Nobody is read. */
export const checkSlack = async (config: Config, context: CliContext): Promise<Finding[]> => {
	const {source, people, targets} = config;
	const needs = needsOf({
		people,
		channel: source.channel,
		scopes: targets.map(({policy}) => policy.people),
		mappings: targets.map(({mapping}) => mapping),
	});
	try {
		const slack = await openSource(config, {from: undefined, maxAge: undefined, context});
		const {workspace, channels, groups} = await slack.read({
			needs,
			signal: AbortSignal.any([context.signal, AbortSignal.timeout(patience)]),
		});
		return [
			ok('slack', `the token is good for ${workspace.name ?? workspace.id} (${workspace.id})`),
			...[...channels].map(([name, ids]) => ok('slack', `channel ${name}: ${ids.size} members`)),
			...(needs.groups ? [ok('slack', `${groups.size} user groups can be read`)] : []),
		];
	} catch (error) {
		return [problemOf('slack', 3, error)];
	}
};
