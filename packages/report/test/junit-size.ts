/** Run as a child by junit-size.test.ts: writes the report of 100,000 changed people and prints its time and this process's largest memory. With `lazy` as second argument people are made while they are asked for, so that the memory is the report's and not the run's. */
import type {Outcome} from '@slack-im/core';
import {once} from 'node:events';
import {createWriteStream} from 'node:fs';

import {toJUnit} from '../src/index.ts';
import * as make from './builders.ts';

const [, , path, mode] = process.argv;
const people = 100_000;

const outcome = (index: number): Outcome => {
	const who = {slackId: `U${String(index).padStart(8, '0')}`, email: `person.${index}@example.com`, name: `Person ${index}`};
	const account = {id: `id-${index}`, keys: {email: who.email}, active: true, attributes: {name: 'old'}};
	return make.done({
		kind: 'update',
		person: who,
		key: who.email,
		account,
		matchedBy: 'email',
		changes: [{attribute: 'name', from: 'old', to: who.name}],
	});
};
const lazy = Object.assign([] as Outcome[], {
	*[Symbol.iterator]() {
		for (let index = 0; index < people; index++) yield outcome(index);
	},
});
lazy.length = people;
const run = make.run({
	targets: [make.target({outcomes: mode === 'lazy' ? lazy : Array.from({length: people}, (_, index) => outcome(index))})],
});

const before = process.resourceUsage().maxRSS / 1024;
const file = createWriteStream(path!);
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
for (const piece of toJUnit(run)) if (!file.write(piece)) await once(file, 'drain');
file.end();
await once(file, 'finish');
const {user, system} = process.cpuUsage(cpuBefore);
process.stdout.write(
	[(performance.now() - startedAt) / 1000, (user + system) / 1e6, before, process.resourceUsage().maxRSS / 1024, file.bytesWritten].join(
		' ',
	),
);
