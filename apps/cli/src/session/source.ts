import {createReadStream} from 'node:fs';
import {access} from 'node:fs/promises';
import path from 'node:path';

import {linesOf, slackSource, snapshotSource, type Source} from '@slack-im/core';

import {type Config} from '@slack-im/config';
import {reasonOf} from '@slack-im/config/errno';
import type {CliContext} from '../context.ts';
import {UsageError} from '../usage.ts';

export interface SourceChoice {
	/** `--from`: a snapshot's path. */
	readonly from: string | undefined;
	/** Milliseconds that a snapshot may be old; undefined where its age does not matter. */
	readonly maxAge: number | undefined;
	readonly context: Pick<CliContext, 'cwd' | 'now'>;
}

/** Where people are read from: the snapshot of `--from`, else Slack. Nothing is read yet. */
export const openSource = async ({source}: Pick<Config, 'source'>, {from, maxAge, context: {cwd, now}}: SourceChoice): Promise<Source> => {
	if (from === undefined) return slackSource({...source, token: source.token ?? ''});
	const file = path.resolve(cwd, from);
	try {
		await access(file);
	} catch (error) {
		throw new UsageError(`--from ${from} cannot be read: ${reasonOf(error)}`, 'slack-im snapshot --out FILE makes one');
	}
	return snapshotSource({lines: () => linesOf(createReadStream(file, 'utf8')), from, maxAge, now, workspace: source.workspace});
};
