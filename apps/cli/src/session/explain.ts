import {explain} from '@slack-im/core';

import type {ConfigCommand} from '../commands/base.ts';
import {UsageError} from '../usage.ts';
import {explanationText} from './explain-text.ts';
import {targetSetups} from './open-target.ts';
import {quietly} from './quietly.ts';
import {openSource} from './source.ts';

export interface ExplainFlags extends ConfigCommand {
	readonly person: string;
	readonly target: readonly string[] | undefined;
	readonly from: string | undefined;
	readonly json: boolean;
	readonly insecureHttp: boolean;
}

/** `slack-im explain PERSON`: exit 5 where a target could not be read. */
export const explainPerson = async (command: ExplainFlags): Promise<number> => {
	const {context, person, target, from, json, insecureHttp} = command;
	const {redactor, signal} = context;
	return quietly(command, {targets: target, insecureHttp, needs: {slack: from === undefined}}, async ({config, log, onEvent, print}) => {
		const {channel} = config.source;
		const explanation = await explain({
			person,
			people: config.people,
			...(channel !== undefined && {channel}),
			source: await openSource(config, {from, maxAge: undefined, context}),
			targets: targetSetups(config, {context, log, readOnly: true}),
			signal,
			onEvent,
		});
		if (!explanation)
			throw new UsageError(`nobody in Slack has the e-mail or Slack id "${person}"`, 'slack-im members --all lists everybody');
		const shown = redactor.data(explanation);
		print(json ? `${JSON.stringify(shown, undefined, '\t')}\n` : explanationText(shown));
		return explanation.targets.some(({error}) => error !== undefined) ? 5 : 0;
	});
};
