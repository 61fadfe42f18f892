import {slackPoster, type Run} from '@slack-im/core';
import {slackText} from '@slack-im/report';

import type {Config} from '@slack-im/config';
import {describeFailure} from '../failure.ts';
import type {Session} from './run.ts';

const needsPerson = ({exitCode}: Run): boolean => exitCode !== 0 && exitCode !== 6;

const changed = ({targets}: Run): boolean =>
	targets.some(({outcomes}) =>
		outcomes.some(({kind, operation}) => kind === 'done' && operation.kind !== 'noop' && operation.kind !== 'skip'),
	);

const isWanted = (when: NonNullable<Config['notify']>['when'], run: Run): boolean =>
	when === 'always' || needsPerson(run) || (when === 'changes' && changed(run));

/** Milliseconds for the message of a run that was stopped before: whoever stopped it waits. */
const afterStop = 5000;

/** Posts the message of a run, where the config wants one. A failure is a warning: what the run did stands. */
export const notify = async (run: Run, {config, context, log}: Session): Promise<void> => {
	const {notify: wanted, source} = config;
	if (!wanted?.token || run.dryRun || !isWanted(wanted.when, run)) return;
	const {env, redactor, signal: stop} = context;
	const link = env['BUILD_URL'];
	const text = redactor.text([...slackText(redactor.data(run), link === undefined ? {} : {url: link})].join(''));
	try {
		const poster = slackPoster({token: wanted.token, url: source.url, timeout: source.timeout});
		await poster.post(
			{channel: wanted.channel, text},
			{signal: stop.aborted ? AbortSignal.timeout(afterStop) : AbortSignal.any([stop, AbortSignal.timeout(60_000)])},
		);
	} catch (error) {
		log.warn(describeFailure(error));
	}
};
