# docker build -t mayarbot . && docker run --read-only --env-file .env -v mayarbot:/data mayarbot
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -buildvcs=true -trimpath -ldflags "-s -w" -o /out/mayarbot ./cmd/mayarbot && mkdir /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/mayarbot /mayarbot
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
# The database, without DATABASE_URL: /data/mayarbot.db.
WORKDIR /data
VOLUME /data
# For the health check and Prometheus; publish it to nobody else, it has no password.
ENV MAYARBOT_LISTEN=:9090
EXPOSE 9090
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["/mayarbot", "healthcheck"]
ENTRYPOINT ["/mayarbot"]
CMD ["run"]
