import { Link } from "@tanstack/react-router";

export function NotFound() {
  return (
    <main className="start">
      <div className="start-inner">
        <h1>Not found</h1>
        <p>This address names nothing that exists here.</p>
        <p>
          <Link to="/" className="link">
            Go to the workspace
          </Link>
        </p>
      </div>
    </main>
  );
}
