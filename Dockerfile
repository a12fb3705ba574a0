# The whole product on one machine: web app, embedded backend and CAD executor behind one port.
#   docker build -t naturalcad .
#   docker run --rm -p 3000:3000 -v naturalcad:/data naturalcad
# The first start prints a link with which the first owner is made. docs/guides/docker.md tells the rest.
FROM node:22-bookworm-slim

# What the CAD kernel links, and the Python that runs it.
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv libgl1 libx11-6 libexpat1 ca-certificates \
 && rm -rf /var/lib/apt/lists/*

# Not root: a script that broke out of its sandbox would still be nobody in particular. Uid 1000 is also what
# Hugging Face Spaces run as.
USER node
WORKDIR /home/node/app
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci
COPY --chown=node:node . .
RUN npm run build -- --all

ENV HOST=0.0.0.0 PORT=3000 NATURALCAD_DATA=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --start-period=60s CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/api/v1/health').then(r=>r.json()).then(h=>process.exit(h.ok?0:1),()=>process.exit(1))"
CMD ["npm", "start", "--", "--single-port"]
