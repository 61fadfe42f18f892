import {readFileSync} from 'node:fs';
import process from 'node:process';

import {createRecorder, readPlanFile, runApply, runSync} from '@slack-im/core';

import {allow, setupOf, source} from './company.ts';

/** One run in a process of its own, so that it can be killed: `child.ts URL unique|duplicates [PLAN]`. */
const [, , url = '', kind, plan] = process.argv;
const common = {
	targets: [setupOf(url, kind === 'unique')],
	allow,
	signal: new AbortController().signal,
	recorder: createRecorder({command: plan === undefined ? 'sync' : 'apply', dryRun: false, toolVersion: '0'}, () => new Date()),
};
await (plan === undefined
	? runSync({...common, source, people: {}})
	: runApply({...common, file: readPlanFile(readFileSync(plan, 'utf8'), {now: new Date()})}));
