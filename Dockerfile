# slack-im in a container: docker build -t slack-im . (after pnpm build)
#
# Reports are readable by their owner alone (0600), so run it with the uid of who reads them, and a HOME that can be written:
#   docker run --rm --user "$(id -u):$(id -g)" -e HOME=/tmp -e SLACK_BOT_TOKEN -v "$PWD:/work" slack-im slack-im sync
# In Jenkins `docker { image 'slack-im'; args '' }` does both.
FROM node:24-slim
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
COPY apps/cli/dist/cli.cjs apps/cli/dist/licences.txt /opt/slack-im/
RUN printf '#!/bin/sh\nexec node /opt/slack-im/cli.cjs "$@"\n' > /usr/local/bin/slack-im && chmod 755 /usr/local/bin/slack-im
ENV SLACK_IM_CLI=/opt/slack-im/cli.cjs HOME=/tmp
WORKDIR /work
USER node
# No entry point: Jenkins starts the container with a command of its own
CMD ["slack-im", "--help"]
