import {configText, type InitType} from './config-text.ts';
import {jenkinsfile} from './jenkinsfile.ts';
import {slackManifest} from './manifest.ts';

export {initTypes} from './config-text.ts';

export interface InitOptions {
	/** Also a Jenkinsfile. */
	readonly jenkins?: boolean;
	/** Type of the one target that the config begins with. @default 'workspace' */
	readonly type?: InitType;
	/** Name of that target. @default 'dev-server' */
	readonly name?: string;
}

export interface InitFile {
	/** Relative to the folder that is set up. */
	readonly path: string;
	readonly text: string;
	/** What it is for, as one line. */
	readonly about: string;
}

/** The files that `slack-im init` writes. Nothing is written here. */
export const initFiles = ({jenkins = false, type = 'workspace', name = 'dev-server'}: InitOptions = {}): readonly InitFile[] => [
	{
		path: 'slack-im.config.yaml',
		text: configText(type, name),
		about: 'what is kept in step with Slack, and how: edit the lines marked EDIT',
	},
	{path: 'slack-app-manifest.yaml', text: slackManifest(), about: 'the Slack app to read with: paste it at https://api.slack.com/apps'},
	...(jenkins
		? [
				{
					path: 'Jenkinsfile',
					text: jenkinsfile({
						needs: [
							'slack-im comes from this repository, where cli.cjs and cli.cjs.sha256 are beside this file (sha256sum cli.cjs > cli.cjs.sha256);',
							'or from the agent, where SLACK_IM_CLI is the path of both; or from a job slack-im-build that archives both (plugin Copy Artifact).',
						],
					}),
					about: 'a pipeline that runs the bundle cli.cjs, which belongs beside it, and shows its reports',
				},
			]
		: []),
];
