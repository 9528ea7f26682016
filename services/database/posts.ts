/** Posts: data that is not session state. All replicas read the same posts with every strategy. */
import type { DatabaseSync } from 'node:sqlite'

/** One post, as the API returns it. */
export interface Post {
  readonly id: number
  /** Name of the author, the only user allowed to change or delete it. */
  readonly author: string
  readonly title: string
  readonly body: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

/** What an author writes. */
export type PostText = Pick<Post, 'title' | 'body'>

/** A post with its author's id, for permission checks. */
export type StoredPost = Post & { readonly authorId: number }

/** The posts table. */
export interface Posts {
  byId(id: number): StoredPost | undefined
  /** Newest first, those older than `beforeId`, at most `limit`. */
  list(beforeId: number, limit: number): StoredPost[]
  create(authorId: number, text: PostText): StoredPost
  update(id: number, text: PostText): void
  delete(id: number): void
}

const select = `SELECT posts.id, posts.author_id AS authorId, users.name AS author, title, body, created_at AS createdAt
  FROM posts JOIN users ON users.id = posts.author_id`

/** Reads and writes posts over an open connection. */
export function createPosts(connection: DatabaseSync): Posts {
  const selectById = connection.prepare(`${select} WHERE posts.id = ?`)
  const selectPage = connection.prepare(`${select} WHERE posts.id < ? ORDER BY posts.id DESC LIMIT ?`)
  const insert = connection.prepare('INSERT INTO posts (author_id, title, body, created_at) VALUES (?, ?, ?, ?)')
  const update = connection.prepare('UPDATE posts SET title = ?, body = ? WHERE id = ?')
  const remove = connection.prepare('DELETE FROM posts WHERE id = ?')
  return {
    byId: (id) => selectById.get(id) as StoredPost | undefined,
    list: (beforeId, limit) => selectPage.all(beforeId, limit) as unknown as StoredPost[],
    create: (authorId, { title, body }) => {
      const { lastInsertRowid } = insert.run(authorId, title, body, new Date().toISOString())
      return selectById.get(lastInsertRowid) as unknown as StoredPost
    },
    update: (id, { title, body }) => {
      update.run(title, body, id)
    },
    delete: (id) => {
      remove.run(id)
    },
  }
}
