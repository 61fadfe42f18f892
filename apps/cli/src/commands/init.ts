import {Command, Option} from 'clipanion';

import type {CliContext} from '../context.ts';

export class InitCommand extends Command<CliContext> {
	static override paths = [['init']];
	static readonly exits = [0, 2, 70] as const;
	static override usage = Command.Usage({
		description: 'writes a commented config and the Slack app manifest',
		details:
			'Nothing is overwritten. Afterwards: paste the manifest at api.slack.com/apps, put the token into SLACK_BOT_TOKEN, edit two lines of the config, then run slack-im doctor.',
		examples: [
			['a config for an agent-account API', 'slack-im init'],
			['for a SCIM provider, with a Jenkinsfile', 'slack-im init --type scim --name model-office --jenkins'],
			['into another folder', 'slack-im init --dir tools/slack-im'],
		],
	});

	type = Option.String('--type', 'workspace', {
		description: 'TYPE: of the first target: workspace, http, scim or init-data (default workspace)',
	});
	name = Option.String('--name', {description: 'NAME: of the first target'});
	jenkins = Option.Boolean('--jenkins', false, {description: 'a Jenkinsfile as well'});
	dir = Option.String('--dir', '.', {description: 'FOLDER: where the files go (default: here)'});

	async execute(): Promise<number> {
		const {writeInitFiles} = await import('../work.ts');
		return writeInitFiles(this);
	}
}
