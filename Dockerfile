# An image with this program and its models, for one machine or for each node of a Ray cluster.
# Building it needs no network, only the wheels, which are collected where there is one:
#
#     pip wheel --wheel-dir wheels -c constraints.txt --extra-index-url https://download.pytorch.org/whl/cpu ".[ray]"
#     docker build --network none -t rag .
#     docker run -v /data/news:/news:ro -v /data/index:/index rag build /news --index /index
#
# docs/SCALING.md has the commands of a cluster.

FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    RAY_USAGE_STATS_ENABLED=0 \
    RAG_CACHE=/opt/rag/models

# The wheels are mounted, so that no layer of the image holds them.
RUN --mount=type=bind,source=wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "rag[ray]"

# Models are exported once here, not by each container when it is first asked.
RUN python -c "from rag.models.encoder import load_embedder; load_embedder()" \
    && useradd --create-home rag && chmod -R a+rX "$RAG_CACHE"

USER rag
WORKDIR /home/rag
ENTRYPOINT ["rag"]
CMD ["--help"]
