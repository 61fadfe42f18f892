export interface JenkinsfileOptions {
	/** Shell commands that make {@link JenkinsfileOptions.command} callable, in a stage of their own. */
	readonly prepare?: string;
	/** What \`slack-im\` is called by, as the shell takes it. */
	readonly command: string;
	/** What the agent must have, as a comment. */
	readonly needs: string;
}

const prepareStage = (commands: string): string => `		stage('Build') {
			steps {
				sh '''
${indented(commands, 5)}
				'''
			}
		}
`;

const indented = (text: string, depth: number): string =>
	text
		.split('\n')
		.map(line => (line === '' ? '' : '\t'.repeat(depth) + line))
		.join('\n');

/**
A declarative pipeline that runs \`sync\` and shows what came of it.

What a person types into a build reaches the shell as an environment variable and is expanded there, never by Groovy. The credentials are around the one step that needs them, so that a missing one cannot fail the build before anything is reported.
*/
export const jenkinsfile = ({
	prepare,
	command,
	needs,
}: JenkinsfileOptions): string => `// Keeps the accounts of internal systems in step with Slack.
//
// The agent needs: ${needs}
// Jenkins needs: credentials of kind "Secret text" with the id slack-bot-token, and one for each further \${…} of slack-im.config.yaml.
// Parameters and the trigger take effect after the job's first run.
pipeline {
	agent any

	parameters {
		booleanParam(name: 'DRY_RUN', defaultValue: false, description: 'Only say what would be done.')
		string(name: 'TARGETS', defaultValue: '', description: 'Only these targets of the config, by name, separated by spaces. Empty: all.')
		string(name: 'ALLOW', defaultValue: '', description: 'Lets guards pass once, as their message says: removals=12, or dev-server:removals=12 with several targets.')
		string(name: 'API_URL', defaultValue: '', description: 'Instead of the targets of the config: the agent-account API of one system. With one name in TARGETS: the address of that target.')
	}

	triggers {
		cron('TZ=Asia/Seoul\\nH 6 * * 1-5')
	}

	options {
		disableConcurrentBuilds()
		buildDiscarder(logRotator(numToKeepStr: '50'))
		timeout(time: 1, unit: 'HOURS')
	}

	stages {
${prepare === undefined ? '' : `${prepareStage(prepare)}\n`}		stage('Sync') {
			steps {
				// A report of an earlier build would be counted again.
				sh 'rm -rf reports'
				script {
					int code = 0
					withCredentials([
						string(credentialsId: 'slack-bot-token', variable: 'SLACK_BOT_TOKEN'),
						// string(credentialsId: 'dev-server-token', variable: 'DEV_SERVER_TOKEN'),
					]) {
						code = sh(returnStatus: true, label: 'slack-im sync', script: '''
							set -f
							set -- sync
							if [ -n "$API_URL" ]; then set -- "$@" "$API_URL"; fi
							for name in $TARGETS; do set -- "$@" --target "$name"; done
							for ceiling in $ALLOW; do set -- "$@" --allow "$ceiling"; done
							if [ "$DRY_RUN" = true ]; then set -- "$@" --dry-run; fi
							exec ${command} "$@"
						''')
					}
					// 1 means that single accounts failed or are in conflict: the report makes the build UNSTABLE.
					if (code > 1) {
						String why = [
							'2': 'the config or the call is wrong',
							'3': 'Slack could not be read',
							'4': 'a guard withheld something; the report says how to allow it once',
							'5': 'a target could not be used',
							'70': 'a bug, or a report that could not be written',
							'127': 'the command was not found on this agent',
						].get(code.toString()) ?: 'see the log'
						error("slack-im ended with exit code \${code}: \${why}")
					}
				}
			}
		}
	}

	post {
		always {
			junit testResults: 'reports/junit.xml'
			archiveArtifacts artifacts: 'reports/**', allowEmptyArchive: true
		}
		cleanup {
			deleteDir()
		}
	}
}
`;
