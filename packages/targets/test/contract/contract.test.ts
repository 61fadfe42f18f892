import {afterAll, beforeAll, describe} from 'vitest';

import {contractResults, contractTable, testTarget} from '../../src/testing/index.ts';
import {hasRabbitMq, type RabbitMq, startRabbitMq} from '../real/rabbitmq.ts';
import {initDataSystem, moduleSystem} from './file-systems.ts';
import {jsonServerSystem, librarySystem, postOnlySystem, rabbitMqSystem, workspaceSystem} from './http-systems.ts';
import {scimSystem} from './scim-systems.ts';
import {memorySystem} from './systems.ts';

testTarget('memory', memorySystem);
testTarget('workspace', workspaceSystem);
testTarget('workspace, POST only', postOnlySystem);
testTarget('http: a library', librarySystem);
testTarget('http: json-server', jsonServerSystem);
testTarget('scim: scimmy', scimSystem('scimmy'));
testTarget('scim: Better Auth', scimSystem('Better Auth'));
testTarget('scim: a strict one', scimSystem('a strict one (PUT, ETag, text)'));
testTarget('init-data', initDataSystem);
testTarget('module', moduleSystem);

describe.skipIf(!hasRabbitMq && process.env['SLACK_IM_REAL'] !== '1')('with rabbitmq-server installed', () => {
	let broker: RabbitMq | undefined;
	beforeAll(async () => {
		broker = await startRabbitMq();
	}, 120_000);
	afterAll(async () => broker?.stop(), 60_000);
	testTarget('http: RabbitMQ', async () => rabbitMqSystem(broker!));
});

afterAll(() => {
	process.stdout.write(`\n${contractTable(contractResults)}\n\n`);
});
